package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.cold.FaultyS3;
import io.varve.tiering.cold.FaultyS3.Fault;
import io.varve.tiering.cold.FaultyS3.Operation;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.S3Config;
import io.varve.tiering.cold.S3ObjectStore;
import io.varve.tiering.cold.S3ProxyFixture;
import io.varve.tiering.recovery.RecoveryException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole moves, restores, shipments, sweeps and recoveries while the bucket's server or the network fails: at some
 * request on, once or until it is mended. With {@code -Dvarve.seed=SEED} the same again.
 */
final class S3FaultMovesTest {

    private static final int TRIES = 2;
    private static final S3Config.Limits LIMITS =
            new S3Config.Limits(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(10), TRIES, 16);

    @TempDir
    Path directory;

    @Test
    void whateverTheBucketDoesNothingIsLostAndTheNextRunFinishes() throws IOException {
        live(0);
    }

    @Test
    @Tag("soak")
    void manyFaultsInALongLife() throws IOException {
        live(Integer.getInteger("varve.rounds", 12));
    }

    /** @param rounds in each of which every fault has its turn; 0: four of them have */
    private void live(int rounds) throws IOException {
        long seed = Long.getLong("varve.seed", new Random().nextLong());
        System.out.println("S3FaultMovesTest: -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        try (S3ProxyFixture real = S3ProxyFixture.start(directory.resolve("s3"));
                ObjectStore direct = bucket(real);
                FaultyS3 server = new FaultyS3(config(real));
                ObjectStore store = new S3ObjectStore(server.config());
                LivingLog log = new LivingLog(directory, random, store, direct, Catalog::open)) {
            int usual = 0;
            for (int day = 0; day < 4; day++) {
                log.passADay();
                log.work();
                usual = server.takeHistory().size();
            }
            List<Fault> order = order(rounds, random);
            for (Fault fault : order) {
                boolean stays = random.nextBoolean();
                int after = random.nextInt(usual);
                try {
                    usual = moves(log, server, fault, after, stays ? Integer.MAX_VALUE : 1, usual);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            "seed " + seed + ", " + fault + (stays ? " from" : " at") + " request " + after, e);
                }
            }
            recoveries(log, server, order.subList(0, Math.max(2, 4 * rounds)), random, seed);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static List<Fault> order(int rounds, Random random) {
        List<Fault> order = new ArrayList<>();
        for (int round = 0; round < Math.max(1, rounds); round++) {
            List<Fault> shuffled = new ArrayList<>(List.of(Fault.values()));
            Collections.shuffle(shuffled, random);
            order.addAll(shuffled);
        }
        if (rounds == 0) {
            order.remove(Fault.NO_ANSWER); // takes as long as the client is patient
            return order.subList(0, 4);
        }
        return order;
    }

    private static S3Config config(S3ProxyFixture real) {
        return real.config().withCreateBucket(false).withLimits(LIMITS);
    }

    private static ObjectStore bucket(S3ProxyFixture real) throws IOException {
        ObjectStore direct = new S3ObjectStore(config(real).withCreateBucket(true));
        direct.list("");
        return direct;
    }

    /** How many requests are usual from now on, for the log has grown by a day. */
    private static int moves(LivingLog log, FaultyS3 server, Fault fault, int after, int times, int usual)
            throws IOException {
        log.passADay();
        server.takeHistory();
        server.fail(fault, after, times, Operation.ALL);
        log.work();
        assertThat(server.takeHistory())
                .as("requests, where %s are usual", usual)
                .hasSizeLessThan(2 * TRIES * usual);
        log.requireNothingLost();
        server.heal();
        log.requireAllInOrder();
        return Math.max(usual, server.takeHistory().size());
    }

    private static void recoveries(LivingLog log, FaultyS3 server, List<Fault> faults, Random random, long seed)
            throws IOException {
        server.takeHistory();
        assertThat(log.recover().endPosition()).isEqualTo(log.model.size());
        int usual = server.takeHistory().size();
        for (Fault fault : faults) {
            int after = random.nextInt(usual);
            server.fail(fault, after, 1, Operation.ALL);
            try {
                log.recover();
            } catch (IOException | RecoveryException | IndexOutOfBoundsException e) {
                // said that it did not do it; IndexOutOfBounds: nothing of the log was listed
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", recovery with " + fault + " at request " + after, e);
            }
            server.heal();
        }
        assertThat(log.recover().endPosition()).isEqualTo(log.model.size());
    }
}
