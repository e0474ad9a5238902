package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fault.FaultPoint;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link CrashTest}: at each fault point at least once, and many times anywhere. */
@Tag("soak")
final class CrashSoakTest {

    private static final int ROUNDS = 1_000;
    private static final int MOST_REPEATS = 5;

    @TempDir
    Path temporary;

    @Test
    void losesAndDoublesNothingWhereverItIsKilled() throws Exception {
        CrashRounds rounds = new CrashRounds(temporary);
        rounds.run(rounds.plan(FaultPoint.values().length, CrashRounds.rounds(ROUNDS)));
        // a point that was not reached as often as was drawn, or not from what the rounds before had left
        for (int nth = 1; nth <= MOST_REPEATS; nth++) {
            for (FaultPoint point : rounds.tally().missing()) {
                rounds.run(List.of(Round.at(point, nth))); // in a directory of its own: some are of a new one alone
            }
        }
        System.out.println(rounds.tally());
        assertThat(rounds.tally().missing()).isEmpty();
    }
}
