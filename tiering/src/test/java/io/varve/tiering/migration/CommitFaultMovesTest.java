package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.tiering.catalog.FaultyCommits;
import io.varve.tiering.catalog.FaultyCommits.Fault;
import io.varve.tiering.cold.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole moves and restores whose commits fail, or may have been made: each of a day's commits in turn, once and until
 * the catalog is mended.
 */
final class CommitFaultMovesTest {

    @TempDir
    Path directory;

    private final InMemoryObjectStore store = new InMemoryObjectStore(InstantSource.fixed(Instant.EPOCH));
    private final FaultyCommits commits = new FaultyCommits();

    @Test
    void whateverBecomesOfACommitNothingIsLostAndTheNextRunFinishes() throws IOException {
        live(0);
    }

    @Test
    @Tag("soak")
    void eachFaultAtEachCommit() throws IOException {
        live(Integer.MAX_VALUE);
    }

    /** @param commitsOfAFault which of the commits; 0: any one, once or from there on */
    private void live(int commitsOfAFault) throws IOException {
        long seed = Long.getLong("varve.seed", new Random().nextLong());
        System.out.println("CommitFaultMovesTest: -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        try (LivingLog log = new LivingLog(directory, random, store, store, commits::open)) {
            for (int day = 0; day < 3; day++) {
                commits.takeHistory();
                log.passADay();
                log.work();
            }
            int usual = commits.takeHistory().size();
            assertThat(usual).isGreaterThan(3);
            for (Fault fault : Fault.values()) {
                if (commitsOfAFault == 0) {
                    moves(log, fault, random.nextInt(usual), random.nextBoolean() ? 1 : Integer.MAX_VALUE);
                }
                for (int after = 0; after < Math.min(usual, commitsOfAFault); after++) {
                    moves(log, fault, after, 1);
                    moves(log, fault, after, Integer.MAX_VALUE);
                }
            }
        }
    }

    private void moves(LivingLog log, Fault fault, int after, int times) throws IOException {
        try {
            log.passADay();
            commits.fail(fault, after, times);
            log.work();
            commits.heal();
            log.requireNothingLost();
            log.requireAllInOrder();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(fault + " at commit " + after + ", " + times + " times", e);
        }
    }
}
