package io.varve.server.cli;

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
 */
public record Console(
        PrintStream out, PrintStream err, boolean interactive, Map<String, String> environment, InstantSource clock) {

    public Console {
        environment = Map.copyOf(environment);
    }

    /** Whether errors are to be shown with all that is known of them. */
    boolean isDebugging() {
        return "1".equals(environment.get("VARVE_DEBUG"));
    }
}
