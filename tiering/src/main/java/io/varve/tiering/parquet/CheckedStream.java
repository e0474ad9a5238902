package io.varve.tiering.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.SeekableInputStream;

/** A stream over a {@link CheckedFile}, through a window. Not thread-safe. */
final class CheckedStream extends SeekableInputStream {

    private final CheckedFile file;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowEnd;

    CheckedStream(CheckedFile file) {
        this.file = file;
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

    private boolean load() {
        if (!window.hasRemaining() && windowEnd < file.getLength()) {
            window = file.window(windowEnd);
            windowEnd += window.remaining();
        }
        return window.hasRemaining();
    }
}
