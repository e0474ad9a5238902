package io.varve.query.replay;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A gate that lets requests pass in waves of known sizes: a request waits until all of its wave wait at the same time.
 * So as many waves as were foreseen are as many round trips one after the other, whatever a request takes.
 */
final class Waves implements GatedStore.Gate {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final int[] sizes;
    private int wave;
    private int waiting;

    Waves(int... sizes) {
        this.sizes = sizes.clone();
    }

    @Override
    public synchronized void pass() throws IOException {
        if (wave == sizes.length) {
            throw new IOException("a request after the last wave of " + Arrays.toString(sizes));
        }
        int own = wave;
        waiting++;
        if (waiting == sizes[own]) {
            wave++;
            waiting = 0;
            notifyAll();
            return;
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (wave == own) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IOException("only " + waiting + " of wave " + own + " of " + Arrays.toString(sizes)
                        + " came at the same time");
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    synchronized int passed() {
        return wave;
    }
}
