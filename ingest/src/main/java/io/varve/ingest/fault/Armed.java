package io.varve.ingest.fault;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The point at which this process is to die, if any: read once, so that the compiler sees a constant. */
final class Armed {

    static final @Nullable FaultPoint POINT;

    private static final int KILLED = 137;
    private static final AtomicInteger LEFT;

    static {
        String text = System.getProperty(FaultPoint.PROPERTY, "");
        int colon = text.indexOf(':');
        POINT = text.isEmpty() ? null : FaultPoint.valueOf(colon < 0 ? text : text.substring(0, colon));
        LEFT = new AtomicInteger(colon < 0 ? 1 : Integer.parseInt(text.substring(colon + 1)));
    }

    private Armed() {}

    static void count() {
        if (LEFT.decrementAndGet() == 0) {
            die();
        }
    }

    /** As {@code kill -9} does it: no hook runs, nothing is flushed. */
    private static void die() {
        System.err.println(FaultPoint.PROPERTY + " reached " + POINT);
        try {
            new ProcessBuilder("sh", "-c", "kill -9 " + ProcessHandle.current().pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // no such program here: halt() runs no hook either
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(KILLED);
    }
}
