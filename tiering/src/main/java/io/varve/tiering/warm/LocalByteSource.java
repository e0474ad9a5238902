package io.varve.tiering.warm;

import io.varve.ingest.disk.Disk;
import io.varve.tiering.parquet.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on local disk. Thread-safe.
 *
 * <p>Interrupting a thread that reads closes the channel under all others; they open the file again and read on.
 */
public final class LocalByteSource implements ByteSource {

    private final Path path;
    private final long length;
    private volatile FileChannel channel;
    private volatile boolean closed;

    private LocalByteSource(Path path, FileChannel channel, long length) {
        this.path = path;
        this.channel = channel;
        this.length = length;
    }

    /**
     * Opens the file.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    public static LocalByteSource open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new LocalByteSource(path, channel, channel.size());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String location() {
        return path.toUri().toString();
    }

    /** Length in bytes when the file was opened. */
    @Override
    public long length() {
        return length;
    }

    @Override
    public void readFully(long offset, byte[] target, int targetOffset, int bytes) throws IOException {
        Disk.about(Disk.Access.READ, path);
        ByteBuffer buffer = ByteBuffer.wrap(target, targetOffset, bytes);
        while (buffer.hasRemaining()) {
            FileChannel current = channel;
            try {
                if (current.read(buffer, offset + buffer.position() - targetOffset) < 0) {
                    throw new EOFException(
                            path + " ends at " + current.size() + ", cannot read " + bytes + " bytes at " + offset);
                }
            } catch (ClosedChannelException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                openAgain(current, e);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private synchronized void openAgain(FileChannel lost, ClosedChannelException reason) throws IOException {
        if (closed) {
            throw reason;
        }
        if (channel == lost) {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }
    }
}
