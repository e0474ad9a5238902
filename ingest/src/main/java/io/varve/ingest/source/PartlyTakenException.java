package io.varve.ingest.source;

/** A target that took the events in front of one, and not that one. The message says why, in one line. */
public final class PartlyTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ImportTarget.Taken taken;

    /** @param taken what became of the events in front, of those of the call */
    public PartlyTakenException(String problem, ImportTarget.Taken taken, Throwable cause) {
        super(problem, cause);
        this.taken = taken;
    }

    /** What became of the events in front. */
    public ImportTarget.Taken taken() {
        return taken;
    }
}
