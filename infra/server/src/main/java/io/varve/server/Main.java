package io.varve.server;

import io.varve.server.cli.CommandLineRunner;
import io.varve.server.cli.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** The entry of the program {@code varve}. The wall clock is taken here, and handed down from here. */
public final class Main {

    private static final int OUTPUT_BUFFER_BYTES = 1 << 16;

    private Main() {}

    public static void main(String[] args) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        boolean interactive = System.console() != null;
        int exitCode =
                new CommandLineRunner(new Console(out, err, interactive, System.getenv(), Clock.systemUTC())).run(args);
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
        return new CommandLineRunner(new Console(out, err, false, System.getenv(), Clock.systemUTC())).run(args);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new java.io.BufferedOutputStream(new FileOutputStream(descriptor), OUTPUT_BUFFER_BYTES),
                descriptor == FileDescriptor.err,
                StandardCharsets.UTF_8);
    }
}
