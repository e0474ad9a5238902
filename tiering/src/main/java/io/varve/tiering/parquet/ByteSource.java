package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.List;

/** The bytes of one immutable file, wherever it lies. Thread-safe. */
public interface ByteSource extends AutoCloseable {

    /** Where the file lies, ending in its name; for messages. */
    String location();

    /** Length in bytes. */
    long length();

    /**
     * Fills a part of an array.
     *
     * @throws IOException if the bytes cannot be read, also where the file ends before
     */
    void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException;

    /** Fills several ranges, in any order; a far source overrides this to fetch them at the same time. */
    default void readFully(List<ByteRange> ranges) throws IOException {
        for (ByteRange range : ranges) {
            readFully(range.offset(), range.target(), 0, range.target().length);
        }
    }

    /**
     * The same for much that is hardly read again soon, such as a whole run: it should not push out of a cache what
     * look-ups come back to.
     */
    default void readOnce(List<ByteRange> ranges) throws IOException {
        readFully(ranges);
    }

    @Override
    void close() throws IOException;
}
