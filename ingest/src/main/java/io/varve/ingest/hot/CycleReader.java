package io.varve.ingest.hot;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads one cycle, excerpt by excerpt, and finds a position in it by looking at the positions that the excerpts carry:
 * Chronicle's own sequence numbers have been wrong after crashes and serve to step by alone. Used by one thread.
 */
final class CycleReader implements AutoCloseable {

    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final int cycle;

    CycleReader(SingleChronicleQueue queue, int cycle) {
        this.queue = queue;
        this.cycle = cycle;
        this.tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        if (!tailer.moveToCycle(cycle)) {
            tailer.close();
            throw new HotLogException("hot cycle " + cycle + " cannot be read: it is not there");
        }
    }

    /** The next excerpt of this cycle; null at its end. */
    @Nullable
    Excerpt next() {
        byte[] bytes = nextBytes();
        return bytes == null ? null : ExcerptCodec.decode(bytes);
    }

    /** Goes to the excerpt that holds this position, so that {@link #next()} gives it; the cycle must hold it. */
    void seek(long position) {
        long low = 0;
        long high = 1;
        while (startsAtOrBefore(high, position)) {
            low = high;
            high <<= 1;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (startsAtOrBefore(middle, position)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (!tailer.moveToIndex(queue.rollCycle().toIndex(cycle, low))) {
            throw new HotLogException("hot cycle " + cycle + " has no excerpt " + low);
        }
    }

    private boolean startsAtOrBefore(long sequence, long position) {
        if (!tailer.moveToIndex(queue.rollCycle().toIndex(cycle, sequence))) {
            return false;
        }
        Excerpt excerpt = next();
        return excerpt != null && excerpt.firstPosition() <= position;
    }

    private byte @Nullable [] nextBytes() {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent() || queue.rollCycle().toCycle(document.index()) != cycle) {
                return null;
            }
            Bytes<?> bytes = document.wire().bytes();
            byte[] copy = new byte[Math.toIntExact(bytes.readRemaining())];
            bytes.read(copy);
            return copy;
        } catch (RuntimeException e) {
            throw new HotLogException("hot cycle " + cycle + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        tailer.close();
    }
}
