package io.varve.server.client;

/** Tells what goes on that it is to stop. Thread-safe. */
public final class Stopping {

    private boolean told;
    private Runnable wake = () -> {};

    public synchronized boolean isTold() {
        return told;
    }

    /** Says so, and wakes who waits. */
    public void tell() {
        Runnable waiting;
        synchronized (this) {
            told = true;
            waiting = wake;
        }
        waiting.run();
    }

    /** Calls this, from another thread, when it is told to stop; at once if it was already. */
    public void wakes(Runnable waiting) {
        boolean isLate;
        synchronized (this) {
            wake = waiting;
            isLate = told;
        }
        if (isLate) {
            waiting.run();
        }
    }
}
