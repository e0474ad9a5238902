package io.varve.server.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link CrashTest}, for as long as one likes: rounds of all kinds, 1,000 of them by default. */
@Tag("soak")
final class CrashSoakTest {

    private static final int ROUNDS = 1_000;

    @TempDir
    Path temporary;

    @Test
    void losesAndDoublesNothing() throws Exception {
        CrashRounds rounds = new CrashRounds(temporary);
        SplittableRandom random = rounds.random();
        List<Round> plan = new ArrayList<>();
        for (int i = CrashRounds.rounds(ROUNDS); i > 0; i--) {
            plan.add(Round.any(random));
        }
        rounds.run(plan);
        System.out.println(rounds.tally());
    }
}
