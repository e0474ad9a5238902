package io.varve.query.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Simulated years of a log. A life that fails is lived again with {@code mvn test -pl query -am
 * -Dtest=SimulationTest#oneYear -Dsurefire.failIfNoSpecifiedTests=false -Dvarve.simulation.seed=SEED}.
 */
final class SimulationTest {

    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path directory;

    @Test
    void oneYear() throws IOException {
        live(Long.getLong("varve.simulation.seed", new Random().nextLong()), YEAR);
    }

    @Test
    @Tag("soak")
    void tenYears() throws IOException {
        live(Long.getLong("varve.simulation.seed", new Random().nextLong()), YEAR.multipliedBy(10));
    }

    private void live(long seed, Duration time) throws IOException {
        System.out.println("SimulationTest: -Dvarve.simulation.seed=" + seed);
        Path data = Files.createDirectory(directory.resolve("data"));
        try (LogLife life = new LogLife(data, seed)) {
            life.live(time);
            System.out.println("SimulationTest: " + life.events() + " events, " + life.steps());
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("the life of seed " + seed + " failed: " + e.getMessage(), e);
        }
    }
}
