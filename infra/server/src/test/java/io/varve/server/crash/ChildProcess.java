package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fault.FaultPoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@link CrashChild} in a process of its own and kills it. */
final class ChildProcess {

    private static final int KILLED = 128 + 9;
    private static final int PATIENCE_SECONDS = 120;

    /**
     * What became of a process.
     *
     * @param lines all whole lines that it said
     * @param killed whether it was killed before it ended by itself
     */
    record Ended(List<String> lines, boolean killed) {}

    private final ChildJvm jvm;

    ChildProcess(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /** Runs the session until it ends or is killed; fails if it ends in any other way. */
    Ended run(Session session, Kill kill) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(jvm.command());
        if (kill.point() != null) {
            command.add("-D" + FaultPoint.PROPERTY + "=" + kill);
        }
        command.add(CrashChild.class.getName());
        command.addAll(session.arguments());
        Path errors = Files.createTempFile(jvm.directory(), "child", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        List<String> lines = new ArrayList<>();
        int exit;
        try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
            read(said, lines, process, kill);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the process ends")
                    .isTrue();
            exit = process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        String told = Files.readString(errors);
        assertThat(lines).as("said by %s%n%s", session, told).noneMatch(line -> line.startsWith(Said.WRONG));
        boolean killed = exit == KILLED;
        if (!killed) {
            assertThat(exit)
                    .as("exit of %s with %s%n%s%n%s", session, kill, lines, told)
                    .isZero();
            assertThat(lines).last().isEqualTo(Said.FINISHED);
        } else if (kill.point() != null) {
            assertThat(told).contains(FaultPoint.PROPERTY + " reached " + kill.point());
        }
        Files.delete(errors);
        return new Ended(lines, killed);
    }

    private static void read(BufferedReader said, List<String> lines, Process process, Kill kill)
            throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        for (int next = said.read(); next >= 0; next = said.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            lines.add(line.toString());
            line.setLength(0);
            if (kill.point() == null && lines.size() == kill.lines()) {
                if (!process.waitFor(kill.micros(), TimeUnit.MICROSECONDS)) {
                    process.toHandle().destroyForcibly(); // the process itself would close the stream that is read
                }
            }
        }
    }
}
