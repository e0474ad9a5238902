package io.varve.ingest.append;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The head of a log, to be watched: the first position that is not yet durable. Thread-safe. */
public interface Head {

    /** The head now; it never goes back. */
    long position();

    /**
     * Waits until the head is past this position, but no longer than the patience, and not once it is given up.
     *
     * @param givenUp looked at now and after each {@link #wake}; quick, and taking no lock
     * @param patience zero or less does not wait
     * @return the head now, which may be where it was
     */
    long await(long position, BooleanSupplier givenUp, Duration patience) throws InterruptedException;

    /** Lets everybody who waits look whether it is given up. */
    void wake();
}
