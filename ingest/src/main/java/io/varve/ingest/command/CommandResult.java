package io.varve.ingest.command;

import io.varve.ingest.append.Appended;
import java.util.List;

/** What became of a command. */
public sealed interface CommandResult {

    /**
     * It was done; its events are durable.
     *
     * @param events where they stand; none if there was nothing to do. Of a command that had been done before, those of
     *     the first time
     */
    record Done(List<Appended> events) implements CommandResult {

        public Done {
            events = List.copyOf(events);
        }
    }

    /**
     * It was not done, and the log knows nothing of it.
     *
     * @param reason as the decider gave it
     */
    record Rejected(String reason) implements CommandResult {}
}
