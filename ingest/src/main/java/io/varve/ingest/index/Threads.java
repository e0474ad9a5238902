package io.varve.ingest.index;

/** Waiting for a thread that must have ended before native memory is freed. */
final class Threads {

    private Threads() {}

    /** Waits for the end of the thread; an interruption is kept for later. */
    static void join(Thread thread) {
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
