package io.varve.ingest.hot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cycle's file read byte by byte, without Chronicle and without trust in its bookkeeping.
 *
 * <p>A file is a row of documents, each beginning at a multiple of four: a little-endian word (bit 31 not complete, bit
 * 30 Chronicle's own data, the rest the length) and so many bytes. A word of 0 ends the row; one of both bits and no
 * length ends it for ever, and the text {@code EOF} follows.
 */
record CycleFile(int cycle, Path path) {

    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int OWN_DATA = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int SEALED = NOT_COMPLETE | OWN_DATA;
    private static final int SEALED_BYTES = 8;
    private static final int WORD = Integer.BYTES;

    /** Takes the excerpts one by one. */
    interface ExcerptSink {
        void accept(ByteBuffer excerpt) throws IOException;
    }

    /** Reads the whole file. */
    CycleScan scan(CycleLength length) throws IOException {
        try (FileWindow file = open(FileWindow.SCAN_BYTES)) {
            Prefix prefix = new Prefix(length);
            long end = walk(file, Long.MAX_VALUE, prefix);
            boolean sealed = file.word(end) == SEALED;
            long tail = sealed ? end + SEALED_BYTES : end;
            long damagedTo = file.endOfBytes(tail);
            return new CycleScan(
                    prefix.excerpts,
                    prefix.firstPosition,
                    prefix.endPosition,
                    prefix.lastRecordedAtMicros,
                    prefix.lastOffset,
                    Arrays.copyOf(prefix.sampled, (int)
                            ((prefix.excerpts + Queues.INDEX_SPACING - 1) / Queues.INDEX_SPACING)),
                    sealed,
                    Math.min(tail, damagedTo),
                    damagedTo,
                    prefix.fault == null ? "bytes behind the last whole excerpt" : prefix.fault);
        }
    }

    /** The position stated by the first excerpt, unchecked; -1 if none is found. */
    long statedFirstPosition() throws IOException {
        try (FileWindow file = open(FileWindow.PEEK_BYTES)) {
            long at = skipOwnData(file, 0);
            int word = file.word(at);
            if (word <= 0 || word > HotLog.MAX_BATCH_BYTES || word < BatchFormat.MIN_BYTES) {
                return -1;
            }
            return file.bytes(at + WORD, BatchFormat.HEADER_BYTES).getLong(BatchFormat.FIRST_POSITION_OFFSET);
        }
    }

    /** Hands over the first excerpts of the file, found whole before. */
    void forEach(long excerpts, ExcerptSink sink) throws IOException {
        try (FileWindow file = open(FileWindow.SCAN_BYTES)) {
            long[] left = {excerpts};
            walk(file, excerpts, (offset, excerpt) -> {
                sink.accept(excerpt);
                left[0]--;
                return true;
            });
            if (left[0] != 0) {
                throw new HotLogException(path + " has changed while it was read");
            }
        }
    }

    /**
     * Writes zeros to the beginning of the new file: a page that was never written costs a hundred times as much to
     * touch.
     */
    void lay() throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "rw")) {
            open.write(new byte[Queues.FIRST_BYTES]);
        }
    }

    private FileWindow open(int windowBytes) throws IOException {
        return new FileWindow(FileChannel.open(path, StandardOpenOption.READ), windowBytes);
    }

    private interface Visitor {
        boolean take(long offset, ByteBuffer excerpt) throws IOException;
    }

    /** Visits excerpt by excerpt; returns the offset of the word at which it stopped. */
    private static long walk(FileWindow file, long most, Visitor visitor) throws IOException {
        long at = 0;
        for (long left = most; left > 0; left--) {
            at = skipOwnData(file, at);
            int word = file.word(at);
            if (word <= 0 || word > HotLog.MAX_BATCH_BYTES || !visitor.take(at, file.bytes(at + WORD, word))) {
                return at;
            }
            at = aligned(at + WORD + word);
        }
        return at;
    }

    private static long skipOwnData(FileWindow file, long from) throws IOException {
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

    /** Gathers the whole, dense excerpts. */
    private final class Prefix implements Visitor {
        private final CycleLength length;
        private long excerpts;
        private long firstPosition = -1;
        private long endPosition = -1;
        private long lastRecordedAtMicros = Long.MIN_VALUE;
        private long lastOffset;
        private long[] sampled = new long[16];
        private @Nullable String fault;

        Prefix(CycleLength length) {
            this.length = length;
        }

        @Override
        public boolean take(long offset, ByteBuffer excerpt) {
            fault = BatchFormat.fault(excerpt);
            if (fault != null) {
                return false;
            }
            long first = excerpt.getLong(BatchFormat.FIRST_POSITION_OFFSET);
            long recordedAt = excerpt.getLong(BatchFormat.RECORDED_AT_OFFSET);
            if (excerpts == 0) {
                firstPosition = first;
            } else if (first != endPosition) {
                fault = "position " + first + " follows, must be " + endPosition;
                return false;
            }
            if (recordedAt < lastRecordedAtMicros || length.cycleOf(recordedAt) != cycle) {
                fault = "log time does not fit";
                return false;
            }
            if (excerpts % Queues.INDEX_SPACING == 0) {
                int sample = (int) (excerpts / Queues.INDEX_SPACING);
                sampled = sample == sampled.length ? Arrays.copyOf(sampled, 2 * sample) : sampled;
                sampled[sample] = first;
            }
            excerpts++;
            endPosition = first + excerpt.getInt(BatchFormat.COUNT_OFFSET);
            lastRecordedAtMicros = recordedAt;
            lastOffset = offset;
            return true;
        }
    }

    /** A part of a file in memory, moved along. What lies past the end of the file reads as 0. */
    private static final class FileWindow implements AutoCloseable {
        private static final int PEEK_BYTES = 4 << 10;
        private static final int SCAN_BYTES = 1 << 20;

        private final FileChannel channel;
        private final long length;
        private ByteBuffer window;
        private long start;

        FileWindow(FileChannel channel, int bytes) throws IOException {
            this.channel = channel;
            this.length = channel.size();
            this.window = ByteBuffer.allocateDirect(bytes).limit(0);
        }

        long length() {
            return length;
        }

        int word(long offset) throws IOException {
            return bytes(offset, WORD).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        }

        ByteBuffer bytes(long offset, int count) throws IOException {
            if (offset < start || offset + count > start + window.limit()) {
                load(offset, count);
            }
            return window.slice((int) (offset - start), count);
        }

        /** The end of the last byte from the offset on that is not 0; the offset itself if all are. */
        long endOfBytes(long from) throws IOException {
            long end = from;
            for (long at = from; at < length; at += SCAN_BYTES) {
                ByteBuffer part = bytes(at, SCAN_BYTES);
                int last = SCAN_BYTES;
                while (last > 0 && last % Long.BYTES == 0 && part.getLong(last - Long.BYTES) == 0) {
                    last -= Long.BYTES;
                }
                while (last > 0 && part.get(last - 1) == 0) {
                    last--;
                }
                end = last == 0 ? end : at + last;
            }
            return end;
        }

        private void load(long offset, int count) throws IOException {
            if (count > window.capacity()) {
                window = ByteBuffer.allocateDirect(HotLog.MAX_BATCH_BYTES + SCAN_BYTES);
            }
            start = offset;
            window.clear();
            int read = 0;
            while (window.hasRemaining() && read >= 0) {
                read = channel.read(window, start + window.position());
            }
            while (window.hasRemaining()) {
                window.put((byte) 0);
            }
            window.flip();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
