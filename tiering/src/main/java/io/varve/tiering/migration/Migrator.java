package io.varve.tiering.migration;

import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Partition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Moves the partitions of one log to the tiers they belong in. A move is: write, sync or upload, read back and compare,
 * commit to the catalog; its source is removed by a later step, when no reader may need it. Thread-safe: moves,
 * restores and removals of a log run one after the other, whoever starts them.
 */
public final class Migrator {

    private final MigrationContext context;
    private final WaitingMoves waiting;
    private final Removal removal;
    private final Restorer restorer;
    private final ReentrantLock lock = new ReentrantLock();

    public Migrator(MigrationContext context, WaitingMoves waiting) {
        this.context = context;
        this.waiting = waiting;
        this.removal = new Removal(context);
        this.restorer = new Restorer(context);
    }

    /** The moves that are due at this time, in the order in which they would be made; nothing is done. */
    public List<PlannedMove> plan(Instant now) {
        return planner(now).plan(context.view(), movableHotPartitions());
    }

    /** The partitions that lie in the hot tier alone, oldest first. */
    public List<HotPartition> hotPartitions() {
        CatalogView view = context.view();
        return HotPartition.of(
                context.catalog().definition().unit(),
                context.sources().hot().cycles(),
                view.sealedTo(),
                context.sources().head().getAsLong());
    }

    /** Moves that are due and have failed. */
    public List<Waiting> waiting() {
        return waiting.all();
    }

    /**
     * Makes all moves that are due, then removes sources that no reader needs any more. A move that fails is noted down
     * with the time of its next try and stops none but those that must come after it.
     *
     * @param now decides what is due, not later than the real time
     * @param evenIfBackingOff also tries moves whose next try is not yet due
     */
    public MigrationResult migrate(Instant now, MigrationListener listener, boolean evenIfBackingOff) {
        if (now.isAfter(context.realNow())) {
            throw new IllegalArgumentException(
                    "the time to migrate at, " + now + ", lies after the real time " + context.realNow());
        }
        lock.lock();
        try {
            MigrationRun run = new MigrationRun(context, waiting, listener, evenIfBackingOff);
            run.begin(plan(now));
            run.leaveHot(planner(now).dueToLeaveHot(movableHotPartitions()));
            run.goCold(planner(now).dueToGoCold(context.view()));
            Removal.Removed removed = removal.run();
            return new MigrationResult(run.done(), waiting.all(), removed.files(), removed.hotCycles());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Brings cold partitions back to the warm tier and holds them there.
     *
     * @param hold how long, from now on
     */
    public RestoreResult restore(List<Partition> partitions, Duration hold, MigrationListener listener)
            throws IOException {
        lock.lock();
        try {
            return restorer.restore(partitions, context.realNow().plus(hold), listener);
        } finally {
            lock.unlock();
        }
    }

    /** Removes objects that attempts left behind and nothing names; returns how many. */
    public int sweepCold() throws IOException {
        lock.lock();
        try {
            return removal.sweepCold();
        } finally {
            lock.unlock();
        }
    }

    /** While history is loaded, events of the newest partition may still come: it stays where it is. */
    private List<HotPartition> movableHotPartitions() {
        List<HotPartition> all = hotPartitions();
        return context.appender().isBackfilling() && !all.isEmpty() ? all.subList(0, all.size() - 1) : all;
    }

    private MovePlanner planner(Instant now) {
        return new MovePlanner(context.policy(), now);
    }
}
