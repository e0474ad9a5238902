package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the excerpts of a cycle by position and checks each before it gives it out. Not thread-safe. */
final class CycleReader {

    private static final Logger LOG = LoggerFactory.getLogger(CycleReader.class);

    private final ExcerptPool pool;
    private final CycleLength length;
    private final Excerpts excerpts;

    CycleReader(ExcerptPool pool, CycleLength length, int cycle) {
        this.pool = pool;
        this.length = length;
        this.excerpts = pool.take(cycle);
    }

    /**
     * The excerpt in which the position lies. Valid until the next call.
     *
     * @throws HotLogException if the cycle is damaged there
     */
    BatchReader find(Cycle cycle, long position) {
        BatchReader found = search(cycle, position);
        return found == null ? walk(cycle, position) : found;
    }

    /**
     * The excerpt after the one last given out, which begins at the position in the same cycle.
     *
     * @throws HotLogException if another one follows, or none
     */
    BatchReader next(Cycle cycle, long position) {
        ByteBuffer excerpt;
        try {
            excerpt = excerpts.next();
        } catch (IOException e) {
            throw damaged(cycle, position, "cannot be read", e);
        }
        if (excerpt == null) {
            throw damaged(cycle, position, "no batch follows", null);
        }
        String fault = BatchFormat.fault(excerpt);
        if (fault != null) {
            throw damaged(cycle, position, fault, null);
        }
        BatchReader batch = new BatchReader(excerpt);
        if (batch.firstPosition() != position) {
            throw damaged(cycle, position, "position " + batch.firstPosition() + " follows", null);
        }
        requirePlace(cycle, batch, position);
        return batch;
    }

    void close() {
        pool.giveBack(excerpts);
    }

    /** The bytes of the cycle's file that are in use. */
    long measure(Cycle cycle) {
        try {
            Landmarks marks = landmarks(cycle);
            excerpts.seek(marks.size() == 0 ? 0 : marks.offset(marks.size() - 1));
            while (excerpts.nextHeader() != null) {
                // on to the last one
            }
            return Math.max(Queues.FIRST_BYTES, excerpts.end());
        } catch (IOException e) {
            throw damaged(cycle, cycle.firstPosition(), "cannot be read", e);
        }
    }

    /** Goes by the landmarks, which may be wrong: null if they do not lead to a whole excerpt. */
    private @Nullable BatchReader search(Cycle cycle, long position) {
        try {
            ByteBuffer excerpt = seek(landmarks(cycle), position);
            if (excerpt == null || BatchFormat.fault(excerpt) != null) {
                return null;
            }
            BatchReader batch = new BatchReader(excerpt);
            requirePlace(cycle, batch, position);
            return batch;
        } catch (IOException | RuntimeException e) {
            LOG.debug("searching {} for position {} failed", length.fileName(cycle.number()), position, e);
            return null;
        }
    }

    /** Halves the landmarks, then goes on from one; what it reads on the way is not trusted, only followed. */
    private @Nullable ByteBuffer seek(Landmarks marks, long position) throws IOException {
        int low = 0;
        int high = marks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            long first = firstPosition(marks, middle);
            if (first < 0) {
                return null;
            }
            if (first <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return null;
        }
        excerpts.seek(marks.offset(low - 1));
        while (true) {
            ByteBuffer header = excerpts.nextHeader();
            if (header == null || header.getLong(BatchFormat.FIRST_POSITION_OFFSET) > position) {
                return null;
            }
            long end = header.getLong(BatchFormat.FIRST_POSITION_OFFSET) + header.getInt(BatchFormat.COUNT_OFFSET);
            if (position < end) {
                excerpts.seek(excerpts.offset());
                return excerpts.next();
            }
        }
    }

    /** The first position that the excerpt at the landmark states; negative if there is no excerpt. */
    private long firstPosition(Landmarks marks, int number) throws IOException {
        long known = marks.firstPosition(number);
        if (known == Landmarks.UNKNOWN) {
            excerpts.seek(marks.offset(number));
            ByteBuffer header = excerpts.nextHeader();
            known = header == null ? Landmarks.UNKNOWN : header.getLong(BatchFormat.FIRST_POSITION_OFFSET);
            marks.noteFirstPosition(number, known);
        }
        return known;
    }

    /** Goes from excerpt to excerpt from the beginning of the cycle on and checks each. */
    private BatchReader walk(Cycle cycle, long position) {
        excerpts.seek(0);
        long expected = cycle.firstPosition();
        while (true) {
            BatchReader batch = next(cycle, expected);
            expected = batch.endPosition();
            if (position < expected) {
                return batch;
            }
        }
    }

    private Landmarks landmarks(Cycle cycle) throws IOException {
        Landmarks known = cycle.landmarks();
        if (known == null) {
            known = ChronicleNotes.landmarks(excerpts.file());
            if (known == null) {
                LOG.warn("{}: Chronicle's notes are damaged, the file is read to its end", file(cycle));
                known = pool.file(cycle.number()).scan(length).landmarks();
            }
            cycle.noteLandmarks(known);
        }
        return known;
    }

    private void requirePlace(Cycle cycle, BatchReader batch, long position) {
        if (!length.holds(cycle.number(), batch.recordedAtMicros())) {
            throw damaged(cycle, position, "log time does not fit", null);
        }
        if (batch.endPosition() > cycle.endPosition()) {
            throw damaged(
                    cycle, position, "a batch up to " + batch.endPosition() + ", past " + cycle.endPosition(), null);
        }
    }

    private String file(Cycle cycle) {
        return length.fileName(cycle.number());
    }

    HotLogException damaged(Cycle cycle, long position, String what, @Nullable Throwable cause) {
        return new HotLogException(
                "the hot log is damaged in " + length.fileName(cycle.number()) + " at position " + position + ": "
                        + what,
                cause);
    }
}
