package io.varve.tiering.parquet;

import java.io.IOException;

/** The bytes of one sealed file, wherever it lies. Thread-safe: ranges may be read in parallel. */
public interface ByteSource extends AutoCloseable {

    /** Where the bytes lie, a path or a URI, for messages. */
    String location();

    /** How many bytes there are. */
    long length();

    /**
     * Reads exactly {@code length} bytes that begin at {@code offset} into {@code target} from {@code targetOffset} on.
     *
     * @throws IOException if not all of them could be read; the target's range then holds anything
     */
    void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
