package io.varve.tiering.damage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Rounds of one test, each on a seed of its own that a failure names. */
public final class Fuzz {

    /** More than a small archive needs, and less than any absurd number asks for. */
    private static final long MOST_BYTES = 128L << 20;

    private static final int ENOUGH = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One round. */
    public interface Round {
        void run(Random random) throws Exception;
    }

    /** Something that must not ask for more memory than what it reads explains. */
    public interface Reading<T> {
        T get() throws Exception;
    }

    private Fuzz() {}

    /**
     * Runs so many rounds; {@code -Dvarve.seed} says where they begin, {@code -Dvarve.rounds} how many there are.
     *
     * @return whether there were enough for all kinds of damage and outcome to come up
     */
    public static boolean rounds(String what, int rounds, Round round) {
        long first = Long.getLong("varve.seed", ThreadLocalRandom.current().nextLong(1_000_000_000_000L));
        int count = Integer.getInteger("varve.rounds", rounds);
        System.out.println(what + ": " + count + " rounds from -Dvarve.seed=" + first);
        for (long seed = first; seed < first + count; seed++) {
            try {
                round.run(new Random(seed * 0x9E37_79B9_7F4A_7C15L));
            } catch (Exception | Error e) {
                throw new AssertionError(what + ": again with -Dvarve.seed=" + seed + " -Dvarve.rounds=1: " + e, e);
            }
        }
        return count >= ENOUGH;
    }

    /** Reads, and makes sure that this thread made no more objects than a small input can be the reason of. */
    public static <T> T bounded(Reading<T> reading) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            return reading.get();
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated")
                    .isLessThan(MOST_BYTES);
        }
    }
}
