package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.EVENTS;
import static io.varve.tiering.catalog.SampleFiles.day;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes against a model that is a list, with reopenings between; and readers while commits go on. */
class CatalogModelTest {

    private static final int STEPS = 120;

    @TempDir
    Path directory;

    @Test
    void doesWhatAListDoes() {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        System.out.println("CatalogModelTest: -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        List<CatalogFile> model = new ArrayList<>();
        Map<String, Instant> holds = new HashMap<>();
        Set<URI> leftSinceForgotten = new HashSet<>();
        long commits = 0;
        long attempt = 0;
        Catalog catalog = Catalog.open(CatalogConfig.embedded(directory));
        try {
            LogCatalog log = catalog.create(definition("events"));
            for (int step = 0; step < STEPS; step++) {
                int kind = random.nextInt(10);
                if (kind < 4) {
                    List<NewFile> added = files(directory, model.size(), model.size() + 1 + random.nextInt(5));
                    log.append(added);
                    added.forEach(file -> model.add(file.file()));
                    commits++;
                } else if (kind == 4) {
                    int days = model.size() + (random.nextBoolean() && !model.isEmpty() ? -1 : 1);
                    assertRefused(log, files(directory, days, days + 2));
                } else if (kind < 7 && !model.isEmpty()) {
                    List<Integer> days = new ArrayList<>();
                    for (int i = 0; i < model.size(); i++) {
                        days.add(i);
                    }
                    Collections.shuffle(days, random);
                    List<Move> moves = new ArrayList<>();
                    for (int i : days.subList(0, 1 + random.nextInt(Math.min(4, days.size())))) {
                        CatalogFile from = model.get(i);
                        boolean toCold = random.nextBoolean();
                        URI to = toCold
                                ? URI.create("s3://bucket/attempt-" + attempt++)
                                : directory.resolve("warm/attempt-" + attempt++).toUri();
                        moves.add(new Move(from, to, toCold ? Tier.COLD : Tier.WARM));
                        model.set(i, from.at(to));
                        leftSinceForgotten.add(from.location());
                    }
                    Partition held = day(random.nextInt(10));
                    HoldChanges changes = random.nextBoolean()
                            ? HoldChanges.setting(held, Instant.ofEpochSecond(step))
                            : HoldChanges.clearing(held);
                    changes.set().forEach((partition, until) -> holds.put(partition.name(), until));
                    changes.clear().forEach(partition -> holds.remove(partition.name()));
                    log.move(moves, changes);
                    commits++;
                } else if (kind == 7) {
                    boolean all = random.nextBoolean();
                    Instant now = Instant.now().plus(Duration.ofHours(1));
                    Retained retained = log.expire(now, all ? Duration.ZERO : Duration.ofHours(9));
                    Set<URI> expected = new HashSet<>();
                    model.forEach(file -> expected.add(file.location()));
                    if (all) {
                        leftSinceForgotten.clear();
                    }
                    expected.addAll(leftSinceForgotten);
                    assertThat(retained.locations()).isEqualTo(expected);
                    assertThat(retained.sealedTo()).isLessThanOrEqualTo(model.size() * EVENTS);
                } else if (kind == 8) {
                    catalog.close();
                    catalog = Catalog.open(CatalogConfig.embedded(directory));
                    log = catalog.log("events");
                }
                assertThat(log.view().files()).as("seed %s step %s", seed, step).isEqualTo(model);
                assertThat(log.view().holds()).isEqualTo(holds);
                assertThat(log.view().number()).isEqualTo(commits);
                assertThat(log.view().sealedTo()).isEqualTo(model.size() * EVENTS);
            }
        } finally {
            catalog.close();
        }
    }

    private static void assertRefused(LogCatalog log, List<NewFile> files) {
        assertThatThrownBy(() -> log.append(files)).isInstanceOf(CatalogGapException.class);
    }

    @Test
    void readersSeeWholeViewsWhileCommitsGoOn() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            LogCatalog log = catalog.create(definition("events"));
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Long>> seen = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                seen.add(readers.submit(() -> readUntil(done, log)));
            }
            for (int day = 0; day < 12; day++) {
                log.append(files(directory, day, day + 1));
                CatalogFile file = log.view().files().get(day);
                log.move(List.of(new Move(file, SampleFiles.cold(day), Tier.COLD)));
            }
            done.set(true);
            for (Future<Long> reader : seen) {
                assertThat(reader.get()).isEqualTo(24);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    /** Number n: an append made the odd ones, a move the even ones, so the view tells how it must look. */
    private static long readUntil(AtomicBoolean done, LogCatalog log) {
        long last = 0;
        boolean finished;
        do {
            finished = done.get();
            CatalogView view = log.view();
            assertThat(view.number()).isGreaterThanOrEqualTo(last);
            last = view.number();
            assertThat(view.files()).hasSize((int) (last + 1) / 2);
            assertThat(view.sealedTo()).isEqualTo((last + 1) / 2 * EVENTS);
            assertThat(view.files().stream()
                            .filter(file -> file.tier() == Tier.WARM)
                            .count())
                    .isEqualTo(last % 2);
        } while (!finished);
        return last;
    }
}
