package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.disk.Disk.Access;
import io.varve.ingest.disk.FaultyDisk;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.cold.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole moves, restores, shipments and recoveries while the local disk is full, cannot be read or stands still: at some
 * use on, once or until it is mended. With {@code -Dvarve.seed=SEED} the same again.
 */
final class DiskFaultMovesTest {

    private enum Fault {
        FULL_AT_WRITE,
        FULL_AT_SYNC,
        FULL_AT_RENAME,
        FULL,
        UNREADABLE,
        NOTHING_CAN_BE_DELETED,
        DEAD;

        /** The uses that fail. */
        Set<Access> accesses() {
            return switch (this) {
                case FULL_AT_WRITE -> Set.of(Access.WRITE);
                case FULL_AT_SYNC -> Set.of(Access.SYNC);
                case FULL_AT_RENAME -> Set.of(Access.MOVE);
                case FULL -> Set.of(Access.WRITE, Access.SYNC, Access.MOVE);
                case UNREADABLE -> Set.of(Access.READ);
                case NOTHING_CAN_BE_DELETED -> Set.of(Access.DELETE);
                case DEAD -> Set.of(Access.values());
            };
        }

        String says() {
            return name().startsWith("FULL") ? FaultyDisk.FULL : FaultyDisk.ILL;
        }
    }

    @TempDir
    Path directory;

    private final InMemoryObjectStore store = new InMemoryObjectStore(InstantSource.fixed(Instant.EPOCH));

    @Test
    void whateverTheDiskDoesNothingIsLostAndTheNextRunFinishes() throws IOException {
        live(1);
    }

    @Test
    @Tag("soak")
    void manyFaultsInALongLife() throws IOException {
        live(Integer.getInteger("varve.rounds", 40));
    }

    private void live(int rounds) throws IOException {
        long seed = Long.getLong("varve.seed", new Random().nextLong());
        System.out.println("DiskFaultMovesTest: -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        try (LivingLog log = new LivingLog(directory, random, store, store, Catalog::open);
                FaultyDisk disk = new FaultyDisk()) {
            for (int day = 0; day < 3; day++) {
                log.passADay();
                log.work();
            }
            for (int round = 0; round < rounds; round++) {
                List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
                Collections.shuffle(faults, random);
                for (Fault fault : faults) {
                    int usual = (int) disk.takeHistory().stream()
                            .filter(use -> fault.accesses().contains(use.access()) && isOfTheMoves(use.path()))
                            .count();
                    int after = random.nextInt(Math.max(1, usual));
                    boolean stays = random.nextBoolean();
                    try {
                        moves(log, disk, fault, after, stays ? Integer.MAX_VALUE : 1);
                    } catch (AssertionError | RuntimeException e) {
                        throw new AssertionError(
                                "seed " + seed + ", " + fault + (stays ? " from" : " at") + " use " + after, e);
                    }
                }
            }
        }
    }

    /** The hot tier and what lies in the bucket have tests of their own. */
    private static boolean isOfTheMoves(Path path) {
        return !path.toString().contains("/hot");
    }

    private static void moves(LivingLog log, FaultyDisk disk, Fault fault, int after, int times) throws IOException {
        log.passADay();
        disk.fail(fault.says(), after, times, fault.accesses(), DiskFaultMovesTest::isOfTheMoves);
        log.work();
        disk.heal();
        disk.takeHistory();
        log.requireNothingLost();
        log.requireAllInOrder();
    }

    @Test
    void aDiskThatStandsStillHoldsUpTheMoveAndNobodyElse() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (LivingLog log = new LivingLog(directory, new Random(1), store, store, Catalog::open);
                FaultyDisk disk = new FaultyDisk()) {
            log.passADay();
            log.passADay();
            disk.stall(path -> path.toString().contains("/warm/"));
            Future<?> moving = threads.submit(log::migrate);
            disk.awaitStalled();
            log.passADay();
            assertThat(log.readAll()).isEqualTo(log.model);
            assertThat(moving.isDone()).isFalse();
            disk.heal();
            moving.get();
            log.requireAllInOrder();
        } finally {
            threads.shutdownNow();
        }
    }
}
