package io.varve.server.client.remote;

import org.jspecify.annotations.Nullable;

/** A server that cannot be reached, that refuses, or whose answer is none. The message is one line. */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable JsonValue problem;

    ServerException(String message) {
        super(message);
        this.problem = null;
    }

    ServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = null;
    }

    /** A refusal in the server's own words. */
    ServerException(String message, JsonValue problem) {
        super(message);
        this.problem = problem;
    }

    /** What the server says of its refusal; null if it does not. */
    @Nullable
    JsonValue problem() {
        return problem;
    }
}
