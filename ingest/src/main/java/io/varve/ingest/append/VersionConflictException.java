package io.varve.ingest.append;

import io.varve.ingest.event.AggregateId;

/** The aggregate's version is not the expected one; nothing was appended. */
public final class VersionConflictException extends AppendException {

    private static final long serialVersionUID = 1L;

    private final long actual;

    VersionConflictException(AggregateId aggregate, long expected, long actual) {
        super("aggregate '" + aggregate + "' is at version " + text(actual) + ", expected " + text(expected));
        this.actual = actual;
    }

    /** The version of the aggregate's last event, or -1 where it has none. */
    public long actual() {
        return actual;
    }

    private static String text(long version) {
        return version < 0 ? "none" : Long.toString(version);
    }
}
