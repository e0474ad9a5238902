package io.varve.query.arrow;

import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/**
 * Writes events as an Arrow IPC stream, in batches of bounded size; the columns are those of the file format
 * (docs/format-file.md), extensions as literals. Its memory lies outside of the heap until {@link #close}. For one
 * thread; does not close the stream it writes to.
 */
public final class ArrowEventWriter implements AutoCloseable {

    private static final int BATCH_ROWS = 8_192;
    private static final long BATCH_BYTES = 4 << 20;

    private final OutputStream out;
    private final BufferAllocator memory;
    private final EventColumns columns;
    private final ArrowStreamWriter writer;

    /**
     * Begins the stream: the schema is written at once.
     *
     * @throws IOException if {@code out} does not take it
     */
    public ArrowEventWriter(OutputStream out) throws IOException {
        this.out = out;
        this.memory = new RootAllocator();
        this.columns = new EventColumns(memory);
        this.writer = new ArrowStreamWriter(columns.root(), null, Channels.newChannel(out));
        boolean begun = false;
        try {
            writer.start();
            begun = true;
        } finally {
            if (!begun) {
                close();
            }
        }
    }

    /** Adds an event; a batch that is full with it is written. */
    public void write(RecordedEvent event) throws IOException {
        columns.add(event);
        if (columns.rows() == BATCH_ROWS || columns.bytes() >= BATCH_BYTES) {
            writeBatch();
        }
    }

    /** Writes what is left, and the mark by which a reader knows that the stream is whole. */
    public void finish() throws IOException {
        if (columns.rows() > 0) {
            writeBatch();
        }
        writer.end();
        out.flush();
    }

    private void writeBatch() throws IOException {
        columns.end();
        writer.writeBatch();
        columns.clear();
    }

    /** Gives the memory back. A stream that was not finished stays without its end. */
    @Override
    public void close() {
        columns.close();
        memory.close();
    }
}
