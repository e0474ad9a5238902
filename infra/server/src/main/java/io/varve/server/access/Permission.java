package io.varve.server.access;

import java.util.Locale;

/** What somebody may do with a log. */
public enum Permission {
    /** Append events. */
    PRODUCER,
    /** Read events, states, and what lies where. */
    READER,
    /** Create logs, move, verify and restore. */
    OPERATOR;

    /** As it is written: {@code reader}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
