package io.varve.ingest.hot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A cycle's file as a whole. */
record CycleFile(int cycle, Path path) {

    /** Takes the excerpts one by one. */
    interface ExcerptSink {
        void accept(ByteBuffer excerpt) throws IOException;
    }

    /** Reads the whole file. */
    CycleScan scan(CycleLength length) throws IOException {
        try (Excerpts excerpts = new Excerpts(cycle, path)) {
            Prefix prefix = new Prefix(length);
            ByteBuffer excerpt = excerpts.next();
            while (excerpt != null && prefix.take(excerpts.offset(), excerpt)) {
                excerpt = excerpts.next();
            }
            if (excerpt != null) {
                excerpts.seek(excerpts.offset());
            }
            boolean sealed = excerpts.isSealed();
            long tail = excerpts.endWithSeal();
            long damagedTo = excerpts.file().endOfBytes(tail);
            return new CycleScan(
                    prefix.excerpts,
                    prefix.firstPosition,
                    prefix.endPosition,
                    prefix.lastRecordedAtMicros,
                    prefix.lastOffset,
                    prefix.lastEnd,
                    prefix.landmarks,
                    sealed,
                    Math.min(tail, damagedTo),
                    damagedTo,
                    prefix.fault == null ? "bytes behind the last whole excerpt" : prefix.fault);
        }
    }

    /** The position stated by the first excerpt, unchecked; -1 if none is found. */
    long statedFirstPosition() throws IOException {
        try (Excerpts excerpts = new Excerpts(cycle, path)) {
            ByteBuffer header = excerpts.nextHeader();
            return header == null ? -1 : header.getLong(BatchFormat.FIRST_POSITION_OFFSET);
        }
    }

    /** Hands over the first excerpts of the file, found whole before. */
    void forEach(long count, ExcerptSink sink) throws IOException {
        try (Excerpts excerpts = new Excerpts(cycle, path)) {
            for (long left = count; left > 0; left--) {
                ByteBuffer excerpt = excerpts.next();
                if (excerpt == null) {
                    throw new HotLogException(path + " has changed while it was read");
                }
                sink.accept(excerpt);
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

    /** Gathers the whole, dense excerpts. */
    private final class Prefix {
        private final CycleLength length;
        private final Landmarks landmarks = new Landmarks();
        private long excerpts;
        private long firstPosition = -1;
        private long endPosition = -1;
        private long lastRecordedAtMicros = Long.MIN_VALUE;
        private long lastOffset;
        private long lastEnd;
        private @Nullable String fault;

        Prefix(CycleLength length) {
            this.length = length;
        }

        boolean take(long offset, ByteBuffer excerpt) {
            fault = BatchFormat.fault(excerpt);
            if (fault != null) {
                return false;
            }
            long first = excerpt.getLong(BatchFormat.FIRST_POSITION_OFFSET);
            long recordedAt = excerpt.getLong(BatchFormat.RECORDED_AT_OFFSET);
            if (excerpts > 0 && first != endPosition) {
                fault = "position " + first + " follows, must be " + endPosition;
                return false;
            }
            if (recordedAt < lastRecordedAtMicros || !length.holds(cycle, recordedAt)) {
                fault = "log time does not fit";
                return false;
            }
            if (excerpts == 0) {
                firstPosition = first;
            }
            if (excerpts % Queues.INDEX_SPACING == 0) {
                landmarks.add(offset, first);
            }
            excerpts++;
            endPosition = first + excerpt.getInt(BatchFormat.COUNT_OFFSET);
            lastRecordedAtMicros = recordedAt;
            lastOffset = offset;
            lastEnd = offset + Excerpts.WORD + excerpt.limit();
            return true;
        }
    }
}
