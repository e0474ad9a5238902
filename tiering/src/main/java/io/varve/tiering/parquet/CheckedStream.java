package io.varve.tiering.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.io.ParquetFileRange;
import org.apache.parquet.io.SeekableInputStream;

/** A stream over a {@link CheckedFile}: ranges at once, and small reads through a window. Not thread-safe. */
final class CheckedStream extends SeekableInputStream {

    private final CheckedFile file;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowEnd;
    private boolean once;

    CheckedStream(CheckedFile file) {
        this.file = file;
    }

    /** Whether the ranges that are read from now on are hardly read again soon. */
    void readOnce(boolean isOnce) {
        once = isOnce;
    }

    @Override
    public long getPos() {
        return windowEnd - window.remaining();
    }

    @Override
    public void seek(long offset) throws IOException {
        if (offset < 0 || offset > file.getLength()) {
            throw new EOFException("offset " + offset + " of " + file.getLength());
        }
        long back = windowEnd - offset;
        if (back >= 0 && back <= window.limit()) {
            window.position(window.limit() - (int) back);
        } else {
            window = ByteBuffer.allocate(0);
            windowEnd = offset;
        }
    }

    @Override
    public int read() {
        return load() ? window.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!load()) {
            return -1;
        }
        int part = Math.min(length, window.remaining());
        window.get(bytes, offset, part);
        return part;
    }

    @Override
    public int read(ByteBuffer target) {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (!load()) {
            return -1;
        }
        int part = Math.min(target.remaining(), window.remaining());
        target.put(window.slice().limit(part));
        window.position(window.position() + part);
        return part;
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
        readFully(bytes, 0, bytes.length);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
        readFully(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void readFully(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException("end of file at " + file.getLength());
            }
        }
    }

    @Override
    public boolean readVectoredAvailable(ByteBufferAllocator allocator) {
        return true;
    }

    @Override
    public void readVectored(List<ParquetFileRange> ranges, ByteBufferAllocator allocator) {
        List<ByteBuffer> buffers = file.read(
                ranges.stream()
                        .map(range -> new CheckedFile.Span(range.getOffset(), range.getOffset() + range.getLength()))
                        .toList(),
                once);
        for (int i = 0; i < ranges.size(); i++) {
            ranges.get(i).setDataReadFuture(CompletableFuture.completedFuture(buffers.get(i)));
        }
    }

    private boolean load() {
        if (!window.hasRemaining() && windowEnd < file.getLength()) {
            window = file.window(windowEnd);
            windowEnd += window.remaining();
        }
        return window.hasRemaining();
    }
}
