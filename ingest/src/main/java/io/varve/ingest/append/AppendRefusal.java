package io.varve.ingest.append;

import java.util.Optional;

/**
 * Why a log takes no appends as things are.
 *
 * @param reason what stands in the way
 * @param detail the same in words, as who appends is told it
 */
public record AppendRefusal(Reason reason, String detail) {

    /** What stands in the way of appends to a whole log, whatever the event. */
    public enum Reason {
        /** Storing failed once, or the log was closed: it takes nothing until it is opened again. */
        STOPPED,
        /** A load of history has the log for itself, or was cut off and stands unfinished. */
        LOAD,
        /** The disk of the hot tier is down to the reserve of the moves. */
        DISK_RESERVE,
        /** The real clock has departed from the time that has passed. */
        CLOCK
    }

    /** The refusal that the check ends in, if it does. */
    static Optional<AppendRefusal> by(Reason reason, Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (AppendException e) {
            return Optional.of(new AppendRefusal(reason, String.valueOf(e.getMessage())));
        }
    }
}
