package io.varve.server.cli;

import io.varve.server.client.Patience;
import io.varve.server.report.Words;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param out for answers
 * @param err for errors and progress
 * @param interactive whether a person watches, so that a progress bar may be drawn
 * @param environment variables
 * @param clock the real clock
 * @param patience where a command waits for a server that takes nothing for now
 */
public record Console(
        Output out,
        PrintStream err,
        boolean interactive,
        Map<String, String> environment,
        InstantSource clock,
        Patience patience) {

    /** A console that says what it waits for, and waits. */
    public Console(
            Output out, PrintStream err, boolean interactive, Map<String, String> environment, InstantSource clock) {
        this(out, err, interactive, environment, clock, (time, why) -> {
            err.println("varve: " + why + "; trying again in " + Words.seconds(time));
            err.flush();
            Thread.sleep(time.toMillis());
        });
    }

    public Console {
        environment = Map.copyOf(environment);
    }

    /** Whether errors are to be shown with all that is known of them. */
    boolean isDebugging() {
        return "1".equals(environment.get("VARVE_DEBUG"));
    }
}
