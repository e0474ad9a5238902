package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.AggregateId;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.LogSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a reader has just been told is no longer so: everything moves, and what was left is removed, between its look at
 * the catalog and its use of what it saw.
 *
 * <pre>
 * WARM | 0 1 2 |  HOT | 3 4 5 6 |   ->   COLD | 0 1 2 |  WARM | 3 4 5 |  HOT | 6 |
 * </pre>
 */
final class StaleViewTest {

    private static final int DAYS = 7;
    private static final int SEALED = 3;
    private static final int LOOKS = 9;

    @TempDir
    private Path directory;

    private interface Change {
        void run() throws IOException;
    }

    @ParameterizedTest(name = "{0} threads, {1}, one aggregate: {2}")
    @CsvSource({"0, LOG, false", "2, LOG, false", "2, AGGREGATE, false", "0, LOG, true", "2, LOG, true"})
    void answersLikeAListWhicheverLookIsOutOfDate(int threads, ReplayOrder order, boolean one) throws IOException {
        for (int look = 1; look <= LOOKS; look++) {
            try (TestLog log = log("log-" + look)) {
                AggregateId subject = one ? log.model().get(0).event().subject() : null;
                ReplayRequest request = ReplayRequest.all().withOrder(order).withSubject(subject);
                LogSources sources = outdated(log, new Outdated(log.sources().catalog(), look, look, () -> move(log)));
                try (Replayer replayer = new Replayer(sources, log.config(32 << 20, threads))) {
                    assertThat(ReplayPropertyTest.read(replayer, request))
                            .as("all moves after look %s", look)
                            .isEqualTo(ModelReplay.answer(log.model(), request));
                    assertThat(replayer.freeBudgetBytes()).isEqualTo(32 << 20);
                }
            }
        }
    }

    @Test
    void givesUpOnAFileThatNeverStandsStill() throws IOException {
        try (TestLog log = log("restless")) {
            Supplier<CatalogView> restless = new Outdated(log.sources().catalog(), 1, Integer.MAX_VALUE, () -> {
                CatalogFile file = log.catalogFiles().get(0);
                if (file.tier() == Tier.WARM) {
                    log.freeze(file);
                } else {
                    log.thaw(file);
                }
                log.remove(file);
            });
            try (Replayer replayer = new Replayer(outdated(log, restless), log.config(32 << 20, 1))) {
                for (AggregateId subject : new @Nullable AggregateId[] {
                    null, log.model().get(0).event().subject()
                }) {
                    ReplayRequest request = ReplayRequest.all().withSubject(subject);
                    assertThatThrownBy(() -> ReplayPropertyTest.read(replayer, request))
                            .isInstanceOf(ReplayException.class)
                            .hasMessageContaining("go on from position 0");
                }
            }
        }
    }

    private TestLog log(String name) throws IOException {
        TestLog log = new TestLog(directory.resolve(name), 25);
        Random random = new Random(8);
        for (int day = 0; day < DAYS; day++) {
            SampleEvents.appendDay(log, day, 40, random);
        }
        for (int day = 0; day < SEALED; day++) {
            log.seal();
        }
        log.releaseHot();
        return log;
    }

    private static void move(TestLog log) throws IOException {
        for (CatalogFile warm : List.copyOf(log.catalogFiles())) {
            log.freeze(warm);
            log.remove(warm);
        }
        for (int day = SEALED; day < DAYS - 1; day++) {
            log.seal();
        }
        log.releaseHot();
    }

    private static LogSources outdated(TestLog log, Supplier<CatalogView> catalog) {
        LogSources sources = log.sources();
        return new LogSources(sources.log(), catalog, sources.hot(), sources.index(), sources.head(), sources.files());
    }

    /** A catalog that changes each time after it has been looked at, from one look to another. */
    private static final class Outdated implements Supplier<CatalogView> {

        private final Supplier<CatalogView> catalog;
        private final int firstLook;
        private final int lastLook;
        private final Change change;
        private int looks;

        Outdated(Supplier<CatalogView> catalog, int firstLook, int lastLook, Change change) {
            this.catalog = catalog;
            this.firstLook = firstLook;
            this.lastLook = lastLook;
            this.change = change;
        }

        @Override
        public CatalogView get() {
            CatalogView seen = catalog.get();
            looks++;
            if (looks >= firstLook && looks <= lastLook) {
                try {
                    change.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return seen;
        }
    }
}
