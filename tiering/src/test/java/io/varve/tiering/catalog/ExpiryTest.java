package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.cold;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.files;
import static io.varve.tiering.catalog.SampleFiles.warm;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The grace, counted against the real times of the commits: {@code now} lies hours after them or before. */
class ExpiryTest {

    private static final Duration GRACE = Duration.ofHours(24);

    @TempDir
    Path directory;

    private Catalog catalog;
    private LogCatalog log;
    private Instant soon;
    private Instant later;

    @BeforeEach
    void open() {
        catalog = Catalog.open(CatalogConfig.embedded(directory));
        log = catalog.create(definition("events"));
        soon = Instant.now().plus(Duration.ofHours(1));
        later = soon.plus(GRACE);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void reopen() {
        catalog.close();
        catalog = Catalog.open(CatalogConfig.embedded(directory));
        log = catalog.log("events");
    }

    private Set<URI> warmDays(int from, int to) {
        return IntStream.range(from, to).mapToObj(day -> warm(directory, day)).collect(Collectors.toSet());
    }

    @Test
    void emptyLogReleasesNothing() {
        assertThat(log.expire(later, GRACE)).isEqualTo(new Retained(Set.of(), 0));
    }

    @Test
    void hotIsReleasedAGraceAfterItsSealing() {
        log.append(files(directory, 0, 2));
        assertThat(log.expire(soon, GRACE)).isEqualTo(new Retained(warmDays(0, 2), 0));
        assertThat(log.expire(later, GRACE)).isEqualTo(new Retained(warmDays(0, 2), 200));
        Instant between = Instant.now();
        log.append(files(directory, 2, 3));
        for (int i = 0; i < 2; i++) {
            assertThat(log.retained(soon, GRACE).sealedTo()).isZero();
            assertThat(log.removableTo(between.plus(GRACE), GRACE)).isEqualTo(200);
            assertThat(log.removableTo(later, GRACE)).isEqualTo(300);
            reopen();
        }
        assertThat(log.expire(between.plus(GRACE), GRACE).sealedTo()).isEqualTo(200);
        assertThat(log.expire(later, GRACE).sealedTo()).isEqualTo(300);
        reopen();
        assertThat(log.expire(soon, GRACE).sealedTo()).isEqualTo(300);
    }

    @Test
    void leftPlacesStayNamedForTheGrace() {
        log.append(files(directory, 0, 3));
        log.move(List.of(new Move(log.view().files().get(0), cold(0), Tier.COLD)));
        log.move(List.of(new Move(log.view().files().get(1), cold(1), Tier.COLD)));
        Set<URI> all = Set.of(warm(directory, 0), warm(directory, 1), warm(directory, 2), cold(0), cold(1));
        assertThat(log.expire(soon, GRACE).locations()).isEqualTo(all);
        reopen();
        assertThat(log.retained(soon, GRACE).locations()).isEqualTo(all);
        assertThat(log.expire(soon, GRACE).locations()).isEqualTo(all);
        Set<URI> current = Set.of(cold(0), cold(1), warm(directory, 2));
        assertThat(log.retained(later, GRACE).locations()).isEqualTo(current);
        assertThat(log.retained(soon, GRACE).locations()).isEqualTo(all);
        assertThat(log.expire(later, GRACE).locations()).isEqualTo(current);
        reopen();
        assertThat(log.expire(soon, GRACE).locations()).isEqualTo(current);
        assertThat(log.view().sealedTo()).isEqualTo(300);
    }

    @Test
    void changesGoOnAfterTheFirstSnapshotExpired() {
        log.append(files(directory, 0, 2));
        log.append(files(directory, 2, 3));
        log.expire(later, GRACE);
        for (int i = 0; i < 2; i++) {
            log.move(List.of(new Move(log.view().files().get(i), cold(i), Tier.COLD)));
            reopen();
        }
        log.append(files(directory, 3, 4));
        assertThat(log.expire(later, GRACE))
                .isEqualTo(new Retained(Set.of(cold(0), cold(1), warm(directory, 2), warm(directory, 3)), 400));
    }

    @Test
    void nowBeforeTheCommitsExpiresNothing() {
        log.append(files(directory, 0, 1));
        log.append(files(directory, 1, 2));
        assertThat(log.expire(Instant.EPOCH.plus(GRACE), GRACE).sealedTo()).isZero();
    }

    @Test
    void metadataGoesAGraceAfterItIsUnnamedAndTheRestIsWhole() throws IOException {
        for (int day = 0; day < 30; day++) {
            log.append(files(directory, day, day + 1));
        }
        log.move(List.of(new Move(log.view().files().get(4), cold(4), Tier.COLD)));
        Set<URI> named = log.expire(later, GRACE).locations();
        long marked = metadataFiles();
        assertThat(marked).isGreaterThan(31);
        log.expire(later.plus(GRACE).minusMillis(1), GRACE);
        assertThat(metadataFiles()).isEqualTo(marked);
        log.expire(later.plus(GRACE), GRACE);
        assertThat(metadataFiles()).isLessThan(60);
        reopen();
        assertThat(log.view().files()).hasSize(30);
        assertThat(log.expire(later.plus(GRACE), GRACE).locations()).isEqualTo(named);
    }

    private long metadataFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("metadata/events"))) {
            return files.count();
        }
    }
}
