package io.varve.ingest.hot;

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
        } catch (RuntimeException e) {
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
        return batch;
    }

    void close() {
        pool.giveBack(excerpts);
    }

    /** Goes by Chronicle's index, which may be wrong: null if that does not lead to a whole excerpt. */
    private @Nullable BatchReader search(Cycle cycle, long position) {
        try {
            ByteBuffer excerpt = halve(cycle, position);
            return excerpt == null || BatchFormat.fault(excerpt) != null ? null : new BatchReader(excerpt);
        } catch (RuntimeException e) {
            LOG.debug("searching {} for position {} failed", length.fileName(cycle.number()), position, e);
            return null;
        }
    }

    /** Looks where the position should be, then halves; what it reads on the way is not trusted, only followed. */
    private @Nullable ByteBuffer halve(Cycle cycle, long position) {
        long low = 0;
        long lowPosition = cycle.firstPosition();
        long high = excerptCount(cycle);
        long highPosition = cycle.endPosition();
        for (boolean guess = true; low < high; guess = !guess) {
            long at = (low + high) >>> 1;
            if (guess && highPosition > lowPosition) {
                double share = (double) (position - lowPosition) / (highPosition - lowPosition);
                at = Math.min(high - 1, Math.max(low, low + (long) (share * (high - low))));
            }
            ByteBuffer excerpt = excerpts.toSequence(cycle.number(), at) ? excerpts.next() : null;
            if (excerpt == null) {
                high = at;
                continue;
            }
            long first = excerpt.getLong(BatchFormat.FIRST_POSITION_OFFSET);
            long end = first + excerpt.getInt(BatchFormat.COUNT_OFFSET);
            if (position < first) {
                high = at;
                highPosition = first;
            } else if (position >= end) {
                low = at + 1;
                lowPosition = end;
            } else {
                return excerpt;
            }
        }
        return null;
    }

    /** Goes from excerpt to excerpt from the beginning of the cycle on and checks each. */
    private BatchReader walk(Cycle cycle, long position) {
        boolean opened;
        try {
            opened = excerpts.toStart(cycle.number());
        } catch (RuntimeException e) {
            throw damaged(cycle, position, "the file cannot be opened", e);
        }
        if (!opened) {
            throw damaged(cycle, position, "the file cannot be opened", null);
        }
        long expected = cycle.firstPosition();
        while (true) {
            BatchReader batch = next(cycle, expected);
            expected = batch.endPosition();
            if (position < expected) {
                return batch;
            }
        }
    }

    private long excerptCount(Cycle cycle) {
        if (cycle.excerpts() == Cycle.UNKNOWN) {
            cycle.noteExcerpts(excerpts.count(cycle.number()));
        }
        return cycle.excerpts();
    }

    private HotLogException damaged(Cycle cycle, long position, String what, @Nullable Throwable cause) {
        return new HotLogException(
                "the hot log is damaged in " + length.fileName(cycle.number()) + " at position " + position + ": "
                        + what,
                cause);
    }
}
