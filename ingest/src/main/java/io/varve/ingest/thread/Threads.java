package io.varve.ingest.thread;

/** Waiting for a thread that must have ended before what it uses is given back. */
public final class Threads {

    private Threads() {}

    /** Waits for the end of the thread; an interruption is kept for later. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
