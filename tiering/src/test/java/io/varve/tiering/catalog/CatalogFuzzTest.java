package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.day;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.tiering.damage.Damage;
import io.varve.tiering.damage.Fuzz;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged catalogs of a data directory: they are refused, or answer as they did before. */
@Timeout(1_800)
class CatalogFuzzTest {

    /** All that a catalog answers of its log. */
    private record Answer(
            LogDefinition definition,
            long number,
            List<CatalogFile> files,
            Map<String, Instant> holds,
            String progress,
            Retained retained) {

        static Answer of(LogCatalog log) {
            CatalogView view = log.view();
            return new Answer(
                    log.definition(),
                    view.number(),
                    view.files(),
                    view.holds(),
                    new String(
                            view.progress().getOrDefault("import", new byte[0]),
                            java.nio.charset.StandardCharsets.UTF_8),
                    log.retained(Instant.EPOCH, Duration.ZERO));
        }
    }

    @TempDir
    Path parent;

    private Path whole;
    private Answer answer;
    private List<Path> files;

    @BeforeEach
    void fill() throws IOException {
        // all under one name, one after the other: locations of data files are relative to the directory
        whole = parent.resolve("archive");
        Files.createDirectories(whole);
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(whole))) {
            LogCatalog log = catalog.create(definition("events"));
            for (int from = 0; from < 6; from += 2) {
                log.append(files(whole, from, from + 2));
            }
            log.append(List.of(SampleFiles.file(whole, 6, Map.of("import", new byte[] {'7'}))));
            log.move(List.of(new Move(log.view().files().get(0), SampleFiles.cold(0), Tier.COLD)));
            log.setHold(day(1), Instant.parse("2027-01-01T00:00:00Z"));
            log.setPolicy(Duration.ofDays(10), Duration.ofDays(20));
            answer = Answer.of(log);
        }
        Files.move(whole, parent.resolve("kept"));
        try (Stream<Path> found = Files.walk(parent.resolve("kept"))) {
            files = found.filter(Files::isRegularFile)
                    .map(parent.resolve("kept")::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void damagedMetadataIsRefusedOrHarmless() {
        metadata(10);
    }

    @Test
    @Tag("soak")
    void damagedMetadataIsRefusedOrHarmlessInManyRounds() {
        metadata(3_000);
    }

    private void metadata(int rounds) {
        Fuzz.rounds("damaged metadata", rounds, random -> {
            refill();
            for (int left = 1 + random.nextInt(2); left > 0; left--) {
                damage(random, pick(random, "metadata"), true);
            }
            requireRefusedOrSame();
        });
    }

    @Test
    void aDamagedDatabaseIsRefusedOrHarmless() {
        database(10);
    }

    @Test
    @Tag("soak")
    void aDamagedDatabaseIsRefusedOrHarmlessInManyRounds() {
        database(3_000);
    }

    private void database(int rounds) {
        Fuzz.rounds("damaged databases", rounds, random -> {
            refill();
            damage(random, Path.of("catalog", "varve.mv.db"), false);
            requireRefusedOrSame();
        });
    }

    /** Without proofs a manifest that still reads can be wrong in a place, but never lacks a file. */
    @Test
    void damagedMetadataOfAnOldDirectoryNeverGivesAShorterLog() {
        unproven(6);
    }

    @Test
    @Tag("soak")
    void damagedMetadataOfAnOldDirectoryNeverGivesAShorterLogInManyRounds() {
        unproven(2_000);
    }

    private void unproven(int rounds) {
        Fuzz.rounds("damaged metadata without proofs", rounds, random -> {
            refill();
            DamagedCatalogTest.forgetProofs(whole);
            damage(random, pick(random, "metadata/events"), true);
            try (Catalog catalog = Catalog.open(CatalogConfig.embedded(whole))) {
                CatalogView view = catalog.log("events").view();
                assertThat(view.sealedTo()).isEqualTo(answer.files().size() * SampleFiles.EVENTS);
                assertThat(view.files()).hasSameSizeAs(answer.files());
            } catch (CatalogException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    private void requireRefusedOrSame() {
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(whole))) {
            LogCatalog log = catalog.log("events");
            assertThat(Answer.of(log)).isEqualTo(answer);
            log.expire(Instant.now().plus(Duration.ofHours(1)), Duration.ZERO);
            assertThat(log.view().files()).isEqualTo(answer.files());
        } catch (CatalogException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private void damage(Random random, Path file, boolean swap) throws IOException {
        Path target = whole.resolve(file);
        int kind = random.nextInt(12);
        if (kind == 0) {
            Files.deleteIfExists(target);
        } else if (kind == 1 && swap) {
            Files.copy(whole.resolve(pick(random, "metadata/events")), target, StandardCopyOption.REPLACE_EXISTING);
        } else if (Files.exists(target)) {
            Files.write(target, new Damage(random).of(Files.readAllBytes(target)));
        }
    }

    private Path pick(Random random, String under) {
        List<Path> candidates =
                files.stream().filter(file -> file.startsWith(under)).toList();
        return candidates.get(random.nextInt(candidates.size()));
    }

    private void refill() throws IOException {
        if (Files.exists(whole)) {
            try (Stream<Path> left = Files.walk(whole)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        CatalogTest.copyDirectory(parent.resolve("kept"), whole);
    }
}
