package io.varve.ingest.hot;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Finds the excerpts of a cycle by position and checks each before it gives it out. Not thread-safe. */
final class CycleReader {

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
        try {
            ByteBuffer excerpt = search(cycle, position);
            if (excerpt == null) {
                return walk(cycle, position);
            }
            return checked(cycle, excerpt, position);
        } catch (HotLogException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(cycle, position, "cannot be read", e);
        }
    }

    /**
     * The excerpt after the one last given out, which begins at the position in the same cycle.
     *
     * @throws HotLogException if another one follows, or none
     */
    BatchReader next(Cycle cycle, long position) {
        try {
            ByteBuffer excerpt = excerpts.next();
            if (excerpt == null) {
                throw damaged(cycle, position, "no batch follows", null);
            }
            BatchReader batch = checked(cycle, excerpt, position);
            if (batch.firstPosition() != position) {
                throw damaged(cycle, position, "position " + batch.firstPosition() + " follows", null);
            }
            return batch;
        } catch (HotLogException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(cycle, position, "cannot be read", e);
        }
    }

    void close() {
        pool.giveBack(excerpts);
    }

    /** Looks where the position should be, then halves; what it reads on the way is not trusted, only followed. */
    private @Nullable ByteBuffer search(Cycle cycle, long position) {
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

    private BatchReader walk(Cycle cycle, long position) {
        if (!excerpts.toStart(cycle.number())) {
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

    private BatchReader checked(Cycle cycle, ByteBuffer excerpt, long position) {
        String fault = BatchFormat.fault(excerpt);
        if (fault != null) {
            throw damaged(cycle, position, fault, null);
        }
        return new BatchReader(excerpt);
    }

    private HotLogException damaged(Cycle cycle, long position, String what, @Nullable Throwable cause) {
        return new HotLogException(
                "the hot log is damaged in " + length.fileName(cycle.number()) + " at position " + position + ": "
                        + what,
                cause);
    }
}
