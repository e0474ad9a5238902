package io.varve.server;

import io.varve.ingest.append.SteadyClock;
import io.varve.server.cli.CommandLineRunner;
import io.varve.server.cli.Console;
import io.varve.server.cli.Output;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;

/** The entry of the program {@code varve}. The wall clock is taken here, and handed down from here. */
public final class Main {

    private static final int OUTPUT_BUFFER_BYTES = 1 << 16;
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private Main() {}

    public static void main(String[] args) {
        Output out = new Output(buffered(FileDescriptor.out));
        PrintStream err = new PrintStream(buffered(FileDescriptor.err), true, StandardCharsets.UTF_8);
        // The launcher knows whether standard error is a terminal; Java does not.
        boolean interactive = Boolean.getBoolean("varve.interactive");
        int exitCode = new CommandLineRunner(new Console(out, err, interactive, System.getenv(), clock())).run(args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /**
     * Runs one command in this process.
     *
     * @return 0 done, 1 failed, 2 called wrongly
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return new CommandLineRunner(new Console(new Output(out), err, false, System.getenv(), clock())).run(args);
    }

    /** The one place where the real time comes in. */
    private static InstantSource clock() {
        return new SteadyClock(Clock.systemUTC(), System::nanoTime, CLOCK_TOLERANCE);
    }

    private static OutputStream buffered(FileDescriptor descriptor) {
        return new BufferedOutputStream(new FileOutputStream(descriptor), OUTPUT_BUFFER_BYTES);
    }
}
