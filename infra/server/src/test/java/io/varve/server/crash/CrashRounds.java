package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fault.FaultPoint;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lets several directories live through their rounds, two at a time. */
final class CrashRounds {

    static final int ROUNDS_OF_A_DIRECTORY = 8;

    private static final String SEED = "varve.seed";
    private static final String ROUNDS = "varve.rounds";
    private static final int AT_A_TIME = 2;
    private static final int MOST_REPEATS = 5;

    private final Path temporary;
    private final long seed;
    private final ChildProcess child;
    private final Tally tally = new Tally();
    private int lives;

    /** Takes the seed from the system property {@value #SEED}, or draws one. */
    CrashRounds(Path temporary) throws IOException, InterruptedException {
        this.temporary = temporary;
        this.seed = Long.getLong(SEED, System.nanoTime());
        System.out.println("crash rounds: -D" + SEED + "=" + seed);
        Path jvmDirectory = temporary.resolve("jvm");
        Files.createDirectories(jvmDirectory);
        ChildJvm jvm = new ChildJvm(jvmDirectory);
        jvm.train(new Session(temporary.resolve("training"), PartitionUnit.HOUR, seed, SampleEvents.BEGIN, 0, 0));
        this.child = new ChildProcess(jvm);
    }

    /** How many rounds the system property {@value #ROUNDS} asks for. */
    static int rounds(int byDefault) {
        return Integer.getInteger(ROUNDS, byDefault);
    }

    /**
     * Runs rounds that are drawn, in an order that is drawn too, until a process has died at each of their points.
     *
     * @param points at how many of the fault points, each of them at least once
     * @param rounds how many in all, if there are not more points; the others are of any kind
     */
    void run(int points, int rounds) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        Random order = new Random(random.nextLong());
        List<FaultPoint> all = new ArrayList<>(List.of(FaultPoint.values()));
        Collections.shuffle(all, order);
        List<FaultPoint> drawn = all.subList(0, points);
        List<Round> plan = new ArrayList<>();
        for (FaultPoint point : drawn) {
            plan.add(Round.at(point, 1 + random.nextInt(3)));
        }
        while (plan.size() < rounds) {
            plan.add(Round.any(random));
        }
        Collections.shuffle(plan, order);
        run(plan);
        // a point that was not reached as often as was drawn, or not from what the rounds before had left
        for (int nth = 1; nth <= MOST_REPEATS; nth++) {
            for (FaultPoint point : tally.missing(drawn)) {
                run(List.of(Round.at(point, nth))); // in a directory of its own: some are of a new one alone
            }
        }
        System.out.println(tally);
        assertThat(tally.missing(drawn)).isEmpty();
    }

    /** Runs these rounds, so many to a directory, in the order given. */
    private void run(List<Round> rounds) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int from = 0; from < rounds.size(); from += ROUNDS_OF_A_DIRECTORY) {
                List<Round> part = rounds.subList(from, Math.min(rounds.size(), from + ROUNDS_OF_A_DIRECTORY));
                int number = lives++;
                ends.add(threads.submit(() -> {
                    live(number, part);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void live(int number, List<Round> rounds) throws IOException, InterruptedException {
        Life life = new Life(
                temporary.resolve("data-" + number), new SplittableRandom(seed + number).nextLong(), child, tally);
        for (int i = 0; i < rounds.size(); i++) {
            try {
                life.round(rounds.get(i));
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", directory " + number + ", round " + i + " " + rounds.get(i) + ": "
                                + e.getMessage(),
                        e);
            }
        }
        life.end();
    }
}
