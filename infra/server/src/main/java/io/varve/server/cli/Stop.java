package io.varve.server.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that goes on until it is told to end (Ctrl-C, SIGTERM) end in order: the process waits for its
 * {@link #close}.
 */
final class Stop implements AutoCloseable {

    private static final long SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private Stop(Runnable told) {
        this.hook = new Thread(() -> end(told), "varve-stop");
    }

    /** @param told called once, in another thread, when the process is told to end */
    static Stop whenTold(Runnable told) {
        Stop stop = new Stop(told);
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    private void end(Runnable told) {
        told.run();
        try {
            ended.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: the process is on its way out.
            return;
        }
    }
}
