package io.varve.query.snapshot;

/** Why a stored snapshot is passed over for an older one. */
public enum SkipReason {
    /** Its bytes are not those that were written. */
    CORRUPT("its checksum does not match", true),
    /** It cannot be read, or its state is none of the projection's. */
    UNREADABLE("it cannot be read", true),
    /** It was written by a Varve that writes another form. */
    WRONG_VERSION("it is written in another version of the format", true),
    /** The log holds another event where its last one was. */
    OTHER_HISTORY("the log does not hold its last event", true),
    /** It is later than the moment that is asked for. */
    LATER("it is later than the moment asked for", false),
    /** It folded an event that had not happened at the moment asked for, or of which this is not known. */
    NOT_YET_HAPPENED("it folded an event that had not happened then, or without a time", false);

    private final String words;
    private final boolean fault;

    SkipReason(String words, boolean fault) {
        this.words = words;
        this.fault = fault;
    }

    /** The reason as part of a sentence. */
    public String words() {
        return words;
    }

    /** Whether the snapshot is of no use to anybody, so that it is warned of and counted. */
    public boolean isFault() {
        return fault;
    }
}
