package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The excerpts of a cycle's file, one after the other, read without Chronicle and without trust in anything it notes.
 * Not thread-safe; any thread may take it over.
 *
 * <p>A file is a row of documents, each beginning at a multiple of four: a little-endian word (bit 31 not complete, bit
 * 30 Chronicle's own data, the rest the length) and so many bytes. A word of 0 ends the row; one of both bits and no
 * length ends it for ever, and the text {@code EOF} follows.
 */
final class Excerpts implements AutoCloseable {

    static final int WORD = Integer.BYTES;

    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int OWN_DATA = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int SEALED = NOT_COMPLETE | OWN_DATA;
    private static final int SEALED_BYTES = 8;

    private final int cycle;
    private final FileWindow file;
    private long offset;
    private long next;

    Excerpts(int cycle, Path path) throws IOException {
        this.cycle = cycle;
        this.file = new FileWindow(path);
    }

    int cycle() {
        return cycle;
    }

    FileWindow file() {
        return file;
    }

    /** Stands before the excerpt whose length word is at the offset, or before the first one behind it. */
    void seek(long newOffset) {
        next = newOffset;
    }

    /** Where the excerpt last given out begins, at its length word. */
    long offset() {
        return offset;
    }

    /**
     * The next excerpt, from 0 to the buffer's limit, valid until the next call of any method; null if none follows.
     * Nothing about it is checked but that it can be one.
     */
    @Nullable
    ByteBuffer next() throws IOException {
        int length = toNext();
        return length == 0 ? null : file.bytes(offset + WORD, length);
    }

    /** Like {@link #next}, but gives only the fixed part that each excerpt begins with. */
    @Nullable
    ByteBuffer nextHeader() throws IOException {
        return toNext() == 0 ? null : file.bytes(offset + WORD, BatchFormat.HEADER_BYTES);
    }

    /** The end of the row of documents, if no excerpt follows: the offset of the word that ends it. */
    long end() {
        return next;
    }

    /** Where what ends the row ends: behind the mark that seals a file, if it is there. */
    long endWithSeal() throws IOException {
        return isSealed() ? next + SEALED_BYTES : next;
    }

    boolean isSealed() throws IOException {
        return file.word(next) == SEALED;
    }

    /** Forgets what was read of the file. */
    void refresh() throws IOException {
        file.refresh();
        next = 0;
    }

    /** Goes to the next excerpt and returns its length; 0 if none follows. */
    private int toNext() throws IOException {
        next = skipOwnData(next);
        int word = file.word(next);
        if (word < BatchFormat.MIN_BYTES || word > HotLog.MAX_BATCH_BYTES) {
            return 0;
        }
        offset = next;
        next = aligned(next + WORD + word);
        return word;
    }

    private long skipOwnData(long from) throws IOException {
        long at = from;
        while (true) {
            int word = file.word(at);
            int length = word & LENGTH_MASK;
            if ((word & SEALED) != OWN_DATA || length == 0 || at + WORD + length > file.length()) {
                return at;
            }
            at = aligned(at + WORD + length);
        }
    }

    private static long aligned(long offset) {
        return (offset + WORD - 1) & -WORD;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
