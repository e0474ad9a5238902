package io.varve.server.crash;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Laws 1 to 4 under kill -9: at some of the fault points, which are drawn, and anywhere. */
final class CrashTest {

    private static final int POINTS = 12;
    private static final int ROUNDS = 2 * CrashRounds.ROUNDS_OF_A_DIRECTORY;

    @TempDir
    Path temporary;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void losesAndDoublesNothingWhereItIsKilled() throws Exception {
        new CrashRounds(temporary).run(POINTS, CrashRounds.rounds(ROUNDS));
    }
}
