package io.varve.tiering.cold;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The store did not do what it was asked. The message is one line and says what to change. */
public final class ObjectStoreException extends IOException {

    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Kind {
        /** Refused for want of valid credentials or permission; nothing was changed. */
        DENIED,
        /** No answer, or not in time, or it broke off; later it may work. */
        UNREACHABLE,
        /** The server asks for fewer requests; later it may work. */
        SLOW_DOWN,
        /** The bytes that came are not those that were put. */
        DAMAGED,
        /** Anything else, such as an absent bucket or a request that the server does not know. */
        OTHER
    }

    private final Kind kind;

    public ObjectStoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed later with nothing changed. */
    public boolean isTransient() {
        return kind == Kind.UNREACHABLE || kind == Kind.SLOW_DOWN;
    }
}
