package io.varve.tiering.parquet;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A new local file that takes its own fingerprints while it is written: SHA-256 of the whole, CRC32C of each block. It
 * is synced when it is closed. Not thread-safe.
 */
final class FingerprintedOutput extends PositionOutputStream implements OutputFile {

    private static final int BUFFER_BYTES = 128 << 10;

    private final Path path;
    private final FileChannel channel;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final MessageDigest sha256 = Sha256.newDigest();
    private final BlockChecksums checksums = new BlockChecksums();
    private int buffered;
    private long flushed;

    FingerprintedOutput(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** SHA-256 of the file, once it is closed; call it once. */
    byte[] sha256() {
        return sha256.digest();
    }

    /** Checksums of its blocks, once it is closed. */
    int[] checksums() {
        return checksums.finish();
    }

    @Override
    public long getPos() {
        return flushed + buffered;
    }

    @Override
    public void write(int value) throws IOException {
        if (buffered == BUFFER_BYTES) {
            writeBuffer();
        }
        buffer[buffered++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > BUFFER_BYTES - buffered) {
            writeBuffer();
        }
        if (length > BUFFER_BYTES) {
            writeThrough(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, buffer, buffered, length);
            buffered += length;
        }
    }

    @Override
    public void flush() throws IOException {
        writeBuffer();
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                writeBuffer();
                Disk.sync(path, channel);
            }
        }
    }

    /** Closes without writing what is still buffered. */
    void abandon() throws IOException {
        channel.close();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return path.toString();
    }

    private void writeBuffer() throws IOException {
        writeThrough(buffer, 0, buffered);
        buffered = 0;
    }

    private void writeThrough(byte[] bytes, int offset, int length) throws IOException {
        sha256.update(bytes, offset, length);
        checksums.add(bytes, offset, length);
        Disk.write(path, channel, ByteBuffer.wrap(bytes, offset, length));
        flushed += length;
    }
}
