package io.varve.tiering.migration;

import java.util.UUID;

/** Names for attempts: new for each, so that what one leaves behind is never taken for the work of another. */
final class Attempts {

    private Attempts() {}

    static String next() {
        return UUID.randomUUID().toString();
    }
}
