package io.varve.tiering.parquet.export;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A stream as the library wants it: it counts, and stays open. Once given up it takes everything and hands on nothing.
 */
final class StreamOutput extends PositionOutputStream implements OutputFile {

    private final OutputStream out;
    private long position;
    private boolean isGivenUp;

    StreamOutput(OutputStream out) {
        this.out = out;
    }

    void giveUp() {
        isGivenUp = true;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!isGivenUp) {
            out.write(bytes, offset, length);
        }
        position += length;
    }

    @Override
    public void flush() throws IOException {
        if (!isGivenUp) {
            out.flush();
        }
    }

    /** Whoever gave the stream closes it. */
    @Override
    public void close() {}

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
}
