package io.varve.tiering.warm;

import io.varve.tiering.parquet.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file on local disk. An open one stays readable when its name is removed. Thread-safe. */
public final class LocalByteSource implements ByteSource {

    private final String location;
    private final FileChannel channel;
    private final long length;

    private LocalByteSource(String location, FileChannel channel, long length) {
        this.location = location;
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
            return new LocalByteSource(path.toUri().toString(), channel, channel.size());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String location() {
        return location;
    }

    /** Length in bytes when the file was opened. */
    @Override
    public long length() {
        return length;
    }

    @Override
    public void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, targetOffset, length);
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, offset + buffer.position() - targetOffset);
            if (read < 0) {
                throw new EOFException(
                        location + " ends at " + channel.size() + ", cannot read " + length + " bytes at " + offset);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
