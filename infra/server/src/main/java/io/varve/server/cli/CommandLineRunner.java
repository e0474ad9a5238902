package io.varve.server.cli;

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
                .setOut(new java.io.PrintWriter(console.out(), true))
                .setErr(new java.io.PrintWriter(console.err(), true))
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((e, unused) -> Failures.usage(console, e))
                .setExecutionExceptionHandler((e, unused, result) -> Failures.failure(console, e));
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            return Failures.failure(console, e);
        } finally {
            console.out().flush();
            console.err().flush();
        }
    }
}
