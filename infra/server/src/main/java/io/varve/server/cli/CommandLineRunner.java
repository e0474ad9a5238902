package io.varve.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Runs one command; no failure leaves it but as an exit code and a line on standard error. */
public final class CommandLineRunner {

    private final Console console;

    public CommandLineRunner(Console console) {
        this.console = console;
    }

    /**
     * Runs the command that the arguments name.
     *
     * @return 0 done, 1 failed, 2 called wrongly
     */
    public int run(String... args) {
        CommandLine commandLine = Converters.register(new CommandLine(new VarveCommand(console)))
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(100)
                .setExpandAtFiles(false) // an id may begin with @, and is never the name of a file
                .setParameterExceptionHandler((e, unused) -> Failures.usage(console, e))
                .setExecutionExceptionHandler((e, unused, result) -> Failures.failure(console, e));
        try {
            return checked(commandLine.execute(args));
        } catch (Error e) {
            return Failures.failure(console, e);
        } finally {
            console.out().flush();
            console.err().flush();
        }
    }

    /** What was done and could not be told is not done: who reads a file of half an answer must not trust it. */
    private int checked(int exitCode) {
        IOException loss = exitCode == Failures.DONE ? console.out().loss() : null;
        return loss == null ? exitCode : Failures.unprinted(console, loss);
    }
}
