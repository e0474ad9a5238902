package io.varve.server.http;

import io.varve.ingest.fault.FaultPoint;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets appends of this process stand still just before they are written, until they are let go. */
final class HeldAppends implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    HeldAppends() {
        FaultPoint.listen(point -> {
            if (point == FaultPoint.APPEND_NUMBERED) {
                reached.countDown();
                await(letGo);
            }
        });
    }

    /** Returns when an append stands still. */
    void awaitOne() {
        await(reached);
    }

    void letGo() {
        letGo.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited for too long");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        letGo();
        FaultPoint.listen(null);
    }
}
