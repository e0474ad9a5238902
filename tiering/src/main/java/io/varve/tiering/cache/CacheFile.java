package io.varve.tiering.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is read and written at any place. Thread-safe. Interrupting a thread that uses it closes the channel
 * under all others: they open it again and go on.
 */
final class CacheFile implements AutoCloseable {

    private interface Step {
        int apply(FileChannel channel) throws IOException;
    }

    private final Path path;
    private FileChannel channel;
    private boolean closed;

    CacheFile(Path path) throws IOException {
        this.path = path;
        this.channel = open();
    }

    /** Fills the buffer; what the file does not hold is left as it is. */
    void read(long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        boolean more = true;
        while (more && target.hasRemaining()) {
            more = step(open -> open.read(target, offset + target.position() - start)) > 0;
        }
    }

    void write(long offset, ByteBuffer source) throws IOException {
        int start = source.position();
        while (source.hasRemaining()) {
            step(open -> open.write(source, offset + source.position() - start));
        }
    }

    /** Makes the file no longer than this. */
    void truncate(long bytes) throws IOException {
        channel().truncate(bytes);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private int step(Step step) throws IOException {
        while (true) {
            FileChannel current = channel();
            try {
                return step.apply(current);
            } catch (ClosedChannelException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                openAgain(current, e);
            }
        }
    }

    private synchronized FileChannel channel() {
        return channel;
    }

    private synchronized void openAgain(FileChannel lost, ClosedChannelException reason) throws IOException {
        if (closed) {
            throw reason;
        }
        if (channel == lost) {
            channel = open();
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
