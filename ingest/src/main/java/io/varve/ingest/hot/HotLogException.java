package io.varve.ingest.hot;

public final class HotLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HotLogException(String m) {
        super(m);
    }
}
