package io.varve.query.state.all;

/** Is told how far the reading is. */
@FunctionalInterface
public interface ReadProgress {

    /** Says nothing. */
    ReadProgress SILENT = (events, total) -> {};

    /**
     * Called now and then, in the thread that asked.
     *
     * @param events events read so far
     * @param total events to be read, or a few more
     */
    void read(long events, long total);
}
