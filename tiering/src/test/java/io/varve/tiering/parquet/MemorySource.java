package io.varve.tiering.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file in memory whose bytes can be changed, that counts what is read and can be made to fail. */
final class MemorySource implements ByteSource {

    final byte[] bytes;
    final String location;
    long bytesRead;
    int batches;
    boolean failing;
    boolean closed;

    MemorySource(String location, byte[] bytes) {
        this.location = location;
        this.bytes = bytes;
    }

    static MemorySource of(Path path) throws IOException {
        return new MemorySource("mem://bucket/" + path.getFileName(), Files.readAllBytes(path));
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException {
        if (failing) {
            throw new IOException("unreachable");
        }
        if (offset + length > bytes.length) {
            throw new EOFException();
        }
        System.arraycopy(bytes, (int) offset, target, targetOffset, length);
        bytesRead += length;
    }

    @Override
    public void readFully(List<ByteRange> ranges) throws IOException {
        batches++;
        ByteSource.super.readFully(ranges);
    }

    @Override
    public void close() {
        closed = true;
    }
}
