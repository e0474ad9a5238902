package io.varve.server.crash;

import io.varve.ingest.fault.FaultPoint;
import org.jspecify.annotations.Nullable;

/**
 * How a process ends: by its own hand at a point, or by ours after it has said so many lines and some time has passed.
 *
 * @param point where it dies; null if it is killed from outside
 * @param nth how often it reaches the point until it dies there
 * @param lines after which it is killed from outside
 * @param micros how long after that line
 */
record Kill(@Nullable FaultPoint point, int nth, int lines, long micros) {

    static Kill at(FaultPoint point, int nth) {
        return new Kill(point, nth, 0, 0);
    }

    /** The process ends by itself. */
    static Kill never() {
        return after(Integer.MAX_VALUE, 0);
    }

    static Kill after(int lines, long micros) {
        return new Kill(null, 0, lines, micros);
    }

    @Override
    public String toString() {
        return point == null ? "after line " + lines + " and " + micros + " us" : point + ":" + nth;
    }
}
