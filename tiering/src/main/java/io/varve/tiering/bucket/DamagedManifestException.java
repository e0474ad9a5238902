package io.varve.tiering.bucket;

import org.jspecify.annotations.Nullable;

/** A manifest that is not what was written. */
public final class DamagedManifestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DamagedManifestException(String location, String what, @Nullable Throwable cause) {
        super("manifest " + location + " " + what, cause);
    }
}
