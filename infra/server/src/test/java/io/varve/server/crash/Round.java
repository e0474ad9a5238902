package io.varve.server.crash;

import io.varve.ingest.fault.FaultPoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Processes that are killed one after the other before anybody looks at what they left.
 *
 * @param kills one for each process; the last one is what the round is about
 * @param before what is done to the directory before the last process starts
 */
record Round(List<Kill> kills, Before before) {

    /** What brings a process to steps that it would not come to by itself. */
    enum Before {
        NOTHING,
        /** The index is deleted, so that it is built anew. */
        DELETE_INDEX,
        /** The bucket gets a file that the catalog does not name, as from an upload whose outcome was not known. */
        ADD_OBJECT
    }

    private static final List<FaultPoint> POINTS = List.of(FaultPoint.values());
    private static final Set<FaultPoint> OF_A_TORN_LOG =
            EnumSet.of(FaultPoint.HOT_SET_ASIDE, FaultPoint.HOT_REWRITE_WRITTEN, FaultPoint.HOT_REWRITE_MOVED);
    private static final Set<FaultPoint> OF_A_NEW_INDEX =
            EnumSet.of(FaultPoint.INDEX_DELETED, FaultPoint.INDEX_REBUILD_FILE_ADDED, FaultPoint.INDEX_REBUILD_LEVEL);

    private static final int MOST_LINES = 70;
    private static final long MOST_MICROS = 40_000;

    /** A kill at this point, after the kills that it takes to get there. */
    static Round at(FaultPoint point, int nth) {
        List<Kill> kills = new ArrayList<>();
        if (OF_A_TORN_LOG.contains(point)) {
            kills.add(Kill.at(FaultPoint.HOT_BATCH_TORN, nth));
            kills.add(Kill.at(point, 1));
        } else if (point == FaultPoint.UPLOAD_FOUND_AGAIN) {
            kills.add(Kill.at(FaultPoint.UPLOAD_READ_BACK, 1));
            kills.add(Kill.at(point, 1));
        } else if (before(point) != Before.NOTHING) {
            kills.add(Kill.never());
            kills.add(Kill.at(point, 1));
        } else {
            kills.add(Kill.at(point, nth));
        }
        return new Round(kills, before(point));
    }

    private static Before before(FaultPoint point) {
        if (point == FaultPoint.SWEEP_OBJECT_DELETED) {
            return Before.ADD_OBJECT;
        }
        return OF_A_NEW_INDEX.contains(point) ? Before.DELETE_INDEX : Before.NOTHING;
    }

    /** A kill from outside, anywhere. */
    static Round anywhere(SplittableRandom random) {
        return new Round(
                List.of(Kill.after(1 + random.nextInt(MOST_LINES), random.nextLong(MOST_MICROS))), Before.NOTHING);
    }

    /** Two or three kills of any kind before anybody looks. */
    static Round severalTimes(SplittableRandom random) {
        List<Kill> kills = new ArrayList<>();
        for (int left = 2 + random.nextInt(2); left > 0; left--) {
            kills.addAll((random.nextBoolean() ? anywhere(random) : at(random)).kills);
        }
        return new Round(kills, random.nextInt(4) == 0 ? Before.DELETE_INDEX : Before.NOTHING);
    }

    /** Any round. */
    static Round any(SplittableRandom random) {
        int kind = random.nextInt(20);
        if (kind < 12) {
            return at(random);
        }
        return kind < 19 ? anywhere(random) : severalTimes(random);
    }

    /** A kill at any point, mostly one of the first times. */
    private static Round at(SplittableRandom random) {
        FaultPoint point = POINTS.get(random.nextInt(POINTS.size()));
        return at(point, 1 + random.nextInt(random.nextInt(3) == 0 ? 8 : 4));
    }
}
