package io.varve.ingest.hot;

import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/** One Chronicle tailer, as excerpts in mapped memory. Not thread-safe; any thread may take it over. */
final class Excerpts {

    private final ExcerptTailer tailer;
    private final RollCycle rollCycle;
    private @Nullable DocumentContext document;
    private @Nullable BytesStore<?, ?> block;
    private @Nullable ByteBuffer blockView;

    Excerpts(ExcerptTailer tailer, RollCycle rollCycle) {
        this.tailer = tailer;
        this.rollCycle = rollCycle;
    }

    /** The cycle the tailer stands in. */
    int cycle() {
        return tailer.cycle();
    }

    /** Moves before the first excerpt of the cycle; false if there is no such file. */
    boolean toStart(int cycle) {
        finish();
        return tailer.moveToCycle(cycle);
    }

    /** Moves before the excerpt of this number; false if Chronicle finds none. */
    boolean toSequence(int cycle, long sequence) {
        finish();
        return tailer.moveToIndex(rollCycle.toIndex(cycle, sequence));
    }

    long count(int cycle) {
        finish();
        return tailer.excerptsInCycle(cycle);
    }

    /**
     * The next excerpt, from 0 to the buffer's limit, valid until the next call; null if there is none. Nothing about
     * it is checked but that it can be one.
     */
    @Nullable
    ByteBuffer next() {
        finish();
        DocumentContext next = tailer.readingDocument();
        document = next;
        if (!next.isPresent()) {
            return null;
        }
        Bytes<?> bytes = next.wire().bytes();
        long length = bytes.readRemaining();
        if (length < BatchFormat.MIN_BYTES || length > HotLog.MAX_BATCH_BYTES) {
            return null;
        }
        return view(bytes, (int) length);
    }

    private ByteBuffer view(Bytes<?> bytes, int length) {
        BytesStore<?, ?> store = bytes.bytesStore();
        ByteBuffer view = blockView;
        if (view == null || store != block) {
            view = store.toTemporaryDirectByteBuffer();
            block = store;
            blockView = view;
        }
        long at = bytes.readPosition() - store.start();
        if (at >= 0 && at + length <= view.capacity()) {
            return view.slice((int) at, length);
        }
        byte[] copy = new byte[length];
        bytes.read(bytes.readPosition(), copy, 0, length);
        return ByteBuffer.wrap(copy);
    }

    /** Lets go of the excerpt last given out. */
    void finish() {
        DocumentContext open = document;
        document = null;
        if (open != null) {
            open.close();
        }
    }

    void close() {
        finish();
        block = null;
        blockView = null;
        tailer.close();
    }
}
