package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PresenceTest {

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-04-06T00:00:00Z");
    private final FaultyObjectStore cold = new FaultyObjectStore(new InMemoryObjectStore(clock));

    /** 1 and 2 January are cold, 1 and 2 February warm, April is hot. */
    @Test
    void whatIsAbsentOrCutShortIsNamed() throws IOException {
        try (TestLog log = new TestLog(directory, cold, clock, Duration.ZERO)) {
            for (String day : List.of("2026-01-01", "2026-01-02", "2026-02-01", "2026-02-02", "2026-04-05")) {
                log.backfill(day + "T12:00:00Z", List.of(Event.json(day, "/s", "a", "T", "1")));
            }
            log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
            Presence presence = new Presence(log.context);
            assertThat(presence.local()).isEmpty();
            assertThat(presence.cold()).isEmpty();

            List<CatalogFile> files = log.logCatalog.view().files();
            assertThat(files).extracting(CatalogFile::tier).containsExactly(Tier.COLD, Tier.COLD, Tier.WARM, Tier.WARM);
            cold.delete(cold.key(files.get(0).location()));
            Files.delete(Path.of(files.get(2).location()));
            Files.write(Path.of(files.get(3).location()), new byte[1], StandardOpenOption.APPEND);
            assertThat(presence.cold()).containsExactly(finding(files.get(0), "it is missing"));
            assertThat(presence.local())
                    .containsExactly(
                            finding(files.get(2), "it is missing"),
                            finding(
                                    files.get(3),
                                    "it is " + (files.get(3).bytes() + 1) + " bytes long, the catalog says "
                                            + files.get(3).bytes()));

            cold.failAll(Kind.UNREACHABLE);
            assertThatThrownBy(presence::cold)
                    .as("what cannot be asked is not missing")
                    .isInstanceOf(IOException.class);
        }
    }

    private static Finding finding(CatalogFile file, String problem) {
        return new Finding(file.partition().name(), file.tier(), file.location().toString(), problem);
    }
}
