package io.varve.tiering.protection;

import org.jspecify.annotations.Nullable;

/** A segment that is not what was shipped. */
public final class DamagedSegmentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DamagedSegmentException(String location, String what, @Nullable Throwable cause) {
        super("segment " + location + " " + what, cause);
    }
}
