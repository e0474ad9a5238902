package io.varve.server.report;

import io.varve.query.state.all.AggregateState;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * States of many aggregates as they are shown, a line for each.
 *
 * @param out where to
 * @param isJson an object to a line, else fields divided by tabs
 */
public record AllStatesReport(PrintStream out, boolean isJson) {

    /** Writes the next one. */
    public void add(AggregateState state) {
        if (isJson) {
            JsonReport.line(
                    out,
                    json -> json.field("subject", state.subject().value())
                            .field("version", state.version())
                            .field("position", state.position())
                            .json("state", state.json()));
        } else {
            out.print(Words.onOneLine(state.subject().value()) + "\t" + state.version() + "\t" + state.position() + "\t"
                    + new String(state.json(), StandardCharsets.UTF_8) + "\n");
        }
    }
}
