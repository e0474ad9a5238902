package io.varve.tiering.cold;

import java.io.IOException;
import java.net.URI;

/** The server answered that there is no such object. Never thrown when it could not be asked. */
public final class NoSuchObjectException extends IOException {

    private static final long serialVersionUID = 1;

    public NoSuchObjectException(URI object) {
        super("there is no object " + object);
    }
}
