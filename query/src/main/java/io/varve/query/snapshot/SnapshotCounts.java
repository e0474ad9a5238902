package io.varve.query.snapshot;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has happened to the snapshots of one log since it was opened. Thread-safe. */
public final class SnapshotCounts {

    private final LongAdder hits = new LongAdder();
    private final LongAdder fullReplays = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<SkipReason, LongAdder> skips = new EnumMap<>(SkipReason.class);

    public SnapshotCounts() {
        for (SkipReason reason : SkipReason.values()) {
            skips.put(reason, new LongAdder());
        }
    }

    public void hit() {
        hits.increment();
    }

    public void fullReplay() {
        fullReplays.increment();
    }

    public void skipped(SkipReason reason) {
        adder(reason).increment();
    }

    public void tookOne() {
        taken.increment();
    }

    /** One was due, but others were being taken. */
    public void leftOutOne() {
        leftOut.increment();
    }

    /** One could not be stored. */
    public void failedOne() {
        failed.increment();
    }

    /** States that began at a snapshot. */
    public long hits() {
        return hits.sum();
    }

    /** States that began at the first event. */
    public long fullReplays() {
        return fullReplays.sum();
    }

    /** Snapshots passed over for this reason. */
    public long skips(SkipReason reason) {
        return adder(reason).sum();
    }

    /** Snapshots stored. */
    public long taken() {
        return taken.sum();
    }

    /** Snapshots that were due, but left out because too many others were being taken. */
    public long leftOut() {
        return leftOut.sum();
    }

    /** Snapshots that could not be stored. */
    public long failed() {
        return failed.sum();
    }

    private LongAdder adder(SkipReason reason) {
        LongAdder adder = skips.get(reason);
        if (adder == null) {
            throw new IllegalStateException("no count of " + reason);
        }
        return adder;
    }
}
