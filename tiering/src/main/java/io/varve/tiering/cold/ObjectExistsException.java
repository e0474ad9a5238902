package io.varve.tiering.cold;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;

/** The key belongs to another attempt, or to other bytes; the object was not touched. */
public final class ObjectExistsException extends IOException {

    private static final long serialVersionUID = 1;

    public ObjectExistsException(URI object, ObjectInfo found, String attempt) {
        super("object " + object + " exists already, put by attempt '"
                + Objects.requireNonNullElse(found.attempt(), "unknown") + "' with " + found.bytes()
                + " bytes; attempt '" + attempt + "' left it as it is");
    }
}
