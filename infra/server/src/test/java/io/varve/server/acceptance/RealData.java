package io.varve.server.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Real data as its publishers gave it, outside of this repository. */
final class RealData {

    private RealData() {}

    /** A file of the data; the test is skipped where it is absent. */
    static Path file(String name) {
        Path file = Path.of(System.getProperty("varve.test.data", "")).resolve(name);
        assumeTrue(
                Files.exists(file),
                () -> String.format(Locale.ROOT, "real data is not here: %s (set -Dvarve.test.data)", file));
        return file.toAbsolutePath().normalize();
    }
}
