package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fault.FaultPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Laws 1 to 4 under kill -9: at each fault point once, and anywhere. */
final class CrashTest {

    private static final int ROUNDS = FaultPoint.values().length + 2;
    private static final int MOST_REPEATS = 5;

    @TempDir
    Path temporary;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void losesAndDoublesNothingWhereverItIsKilled() throws Exception {
        CrashRounds rounds = new CrashRounds(temporary);
        rounds.run(plan(CrashRounds.rounds(ROUNDS), rounds.random()));
        // a point that was not reached as often as was drawn, or not from what the rounds before had left
        for (int nth = 1; nth <= MOST_REPEATS; nth++) {
            for (FaultPoint point : rounds.tally().missing()) {
                rounds.run(List.of(Round.at(point, nth))); // in a directory of its own: some are of a new one alone
            }
        }
        System.out.println(rounds.tally());
        assertThat(rounds.tally().missing()).isEmpty();
    }

    /** All points and some other rounds, in an order that is drawn. */
    private static List<Round> plan(int count, SplittableRandom random) {
        List<Round> rounds = new ArrayList<>();
        for (FaultPoint point : FaultPoint.values()) {
            rounds.add(Round.at(point, 1 + random.nextInt(3)));
        }
        while (rounds.size() < count) {
            rounds.add(random.nextInt(4) == 0 ? Round.severalTimes(random) : Round.anywhere(random));
        }
        Collections.shuffle(rounds, new Random(random.nextLong()));
        return rounds;
    }
}
