package io.varve.server.crash;

import io.varve.ingest.fault.FaultPoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link CrashTest}: at each fault point at least once, and many times anywhere. */
@Tag("soak")
final class CrashSoakTest {

    private static final int ROUNDS = 1_000;

    @TempDir
    Path temporary;

    @Test
    void losesAndDoublesNothingWhereverItIsKilled() throws Exception {
        new CrashRounds(temporary).run(FaultPoint.values().length, CrashRounds.rounds(ROUNDS));
    }
}
