package io.varve.ingest.hot;

import org.jspecify.annotations.Nullable;

/** The hot log cannot do what is asked: it is damaged, begins or ends where it must not, or its disk failed. */
public final class HotLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HotLogException(String message) {
        super(message);
    }

    public HotLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
