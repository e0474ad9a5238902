package io.varve.ingest.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fuzz.SmallJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged hot files, in a process of 64 MiB: an error that names the file, or what was written; see {@link HotFuzz}.
 */
final class HotLogFuzzTest {

    private static final long SEED = Long.getLong("varve.seed", 1);

    @TempDir
    Path directory;

    @Test
    void damagedFilesAreNamedOrReadRight() throws Exception {
        requireSeeds(Integer.getInteger("varve.rounds", 16), 5);
    }

    @Test
    @Tag("soak")
    void thousandsOfDamagedFilesAreNamedOrReadRight() throws Exception {
        requireSeeds(Integer.getInteger("varve.rounds", 3_000), 60);
    }

    private void requireSeeds(int count, int minutes) throws Exception {
        String said = SmallJvm.run(
                directory.resolve("said.txt"),
                minutes,
                HotFuzz.class,
                directory.resolve("work").toString(),
                Long.toString(SEED),
                Integer.toString(count));
        assertThat(said).contains("seeds " + SEED + " to ");
        System.out.println(said.substring(said.lastIndexOf("seeds ")).strip());
    }
}
