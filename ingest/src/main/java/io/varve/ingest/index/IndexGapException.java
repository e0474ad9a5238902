package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;

/**
 * The index does not hold what a lookup must return: versions of an aggregate are absent. Either the reader's view is
 * older than what was forgotten, and a new view answers, or the index is incomplete and must be rebuilt.
 */
public final class IndexGapException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long missingVersion;

    IndexGapException(AggregateId aggregate, long missingVersion, long knownVersion, long sealedTo, long head) {
        super("index holds no place for version " + missingVersion + " of aggregate '" + aggregate
                + "' though it knows version " + knownVersion + " (files below position " + sealedTo
                + ", hot from there to " + head + ")");
        this.missingVersion = missingVersion;
    }

    /** The row ranges of files are absent, so that nothing can be said of any aggregate. */
    IndexGapException(AggregateId aggregate, long missingVersion, long filesTo, long needed) {
        super("index holds the row ranges of files up to position " + filesTo + ", but needs them up to " + needed
                + " to tell where version " + missingVersion + " of aggregate '" + aggregate + "' lies");
        this.missingVersion = missingVersion;
    }

    /** The first version that was not found. */
    public long missingVersion() {
        return missingVersion;
    }
}
