package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.cold;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.file;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What commits cost in time and files. Prints figures; {@code -Dvarve.catalog.commits=500} and
 * {@code -Dvarve.catalog.files=3650} for the ones in the documents.
 */
class CatalogCostTest {

    private static final int COMMITS = Integer.getInteger("varve.catalog.commits", 60);
    private static final int FILES = Integer.getInteger("varve.catalog.files", 730);

    @TempDir
    Path directory;

    @Test
    void oneFileACommit() throws IOException {
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            LogCatalog log = catalog.create(definition("events"));
            long start = System.nanoTime();
            for (int day = 0; day < COMMITS; day++) {
                log.append(List.of(file(directory, day)));
            }
            print(COMMITS + " appends", start, COMMITS);
            start = System.nanoTime();
            for (int day = 0; day < COMMITS; day++) {
                log.move(List.of(new Move(log.view().files().get(day), cold(day), Tier.COLD)));
            }
            print(COMMITS + " moves", start, COMMITS);
            long before = count();
            start = System.nanoTime();
            Instant later = Instant.now().plus(Duration.ofHours(1));
            log.expire(later, Duration.ZERO);
            print("expiry", start, 1);
            // one snapshot a commit, its manifest list and on average less than two manifests
            assertThat(before).isLessThan(COMMITS * 2 * 4 + 30);
            assertThat(count()).isLessThan(60);
        }
    }

    @Test
    void openingReadsManyFilesQuickly() throws IOException {
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            LogCatalog log = catalog.create(definition("events"));
            for (int day = 0; day < FILES; day += 64) {
                log.append(files(directory, day, Math.min(FILES, day + 64)));
            }
            long start = System.nanoTime();
            log.move(List.of(new Move(log.view().files().get(FILES / 2), cold(FILES / 2), Tier.COLD)));
            print("one move among " + FILES, start, 1);
            Path copy = directory.resolve("../copy-" + directory.getFileName()).normalize();
            CatalogTest.copyDirectory(directory, copy);
            for (int i = 0; i < 3; i++) {
                start = System.nanoTime();
                try (Catalog other = Catalog.open(CatalogConfig.embedded(copy))) {
                    print("open database", start, 1);
                    start = System.nanoTime();
                    assertThat(other.log("events").view().files()).hasSize(FILES);
                    print("scan of " + FILES, start, 1);
                }
            }
            try (Stream<Path> left = Files.walk(copy)) {
                for (Path path :
                        left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private long count() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("metadata/events"))) {
            return files.count();
        }
    }

    private void print(String what, long startNanos, int operations) throws IOException {
        long nanos = System.nanoTime() - startNanos;
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory.resolve("metadata/events"))) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        System.out.println("CatalogCostTest: " + what + ": " + nanos / 1_000_000 + " ms, " + nanos / operations / 1_000
                + " us each; metadata " + count() + " files, " + bytes / 1024 + " KiB; database "
                + Files.size(directory.resolve("catalog/varve.mv.db")) / 1024 + " KiB");
    }
}
