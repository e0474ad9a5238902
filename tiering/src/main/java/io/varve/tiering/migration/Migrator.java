package io.varve.tiering.migration;

import io.varve.ingest.append.ClockDepartedException;
import io.varve.ingest.append.UnfinishedLoad;
import io.varve.ingest.fault.FaultPoint;
import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Moves the partitions of one log to the tiers they belong in. A move is: write, sync or upload, read back and compare,
 * commit to the catalog; its source is removed by a later step, when no reader may need it. Thread-safe: moves,
 * restores and removals of a log run one after the other, whoever starts them.
 */
public final class Migrator {

    private static final Logger LOG = LoggerFactory.getLogger(Migrator.class);
    private static final Duration SWEEP_EVERY = Duration.ofDays(1);

    private final MigrationContext context;
    private final WaitingMoves waiting;
    private final LastRuns lastRuns;
    private final LogBucket bucket;
    private final WarmCopies copies;
    private final Removal removal;
    private final Restorer restorer;
    private final ReentrantLock lock = new ReentrantLock();

    public Migrator(MigrationContext context, WaitingMoves waiting, LastRuns lastRuns, LogBucket bucket) {
        this.context = context;
        this.waiting = waiting;
        this.lastRuns = lastRuns;
        this.bucket = bucket;
        this.copies = new WarmCopies(context, bucket);
        this.removal = new Removal(context, bucket);
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
                context.sources().hot().cycles(view.sealedTo()),
                view.sealedTo(),
                context.sources().head().getAsLong());
    }

    /** Whether the catalog has changed since its state was last put in the bucket; no server is asked. */
    public boolean isManifestBehind() {
        return bucket.manifest().isBehind();
    }

    /**
     * Moves that are due and have failed, and one that an unfinished load of history holds back; while the clock cannot
     * be believed only the former, for then nothing is due.
     */
    public List<Waiting> waiting() {
        try {
            return waiting(context.realNow());
        } catch (ClockDepartedException e) {
            return waiting.all();
        }
    }

    private List<Waiting> waiting(Instant now) {
        List<Waiting> all = new ArrayList<>(waiting.all());
        UnfinishedLoad load = context.appender().unfinishedLoad();
        List<HotPartition> hot = hotPartitions();
        if (load != null && !hot.isEmpty() && planner(now).dueToLeaveHot(hot).size() == hot.size()) {
            Partition reached = hot.get(hot.size() - 1).partition();
            all.add(new Waiting(reached, Tier.HOT, Tier.WARM, 0, null, load.toString()));
        }
        return all;
    }

    /**
     * Makes all moves that are due, then removes sources that no reader needs any more, and once a day what failed
     * uploads left in the object store, and tells the bucket what the catalog says. A move that fails is noted down
     * with the time of its next try and stops none but those that must come after it.
     *
     * @param now decides what is due, not later than the real time
     * @param evenIfBackingOff also tries moves whose next try is not yet due
     * @throws io.varve.tiering.catalog.CatalogException if the last commit was left in doubt and the catalog cannot be
     *     read: then nothing was done
     */
    public MigrationResult migrate(Instant now, MigrationListener listener, boolean evenIfBackingOff) {
        if (now.isAfter(context.realNow())) {
            throw new IllegalArgumentException(
                    "the time to migrate at, " + now + ", lies after the real time " + context.realNow());
        }
        lock.lock();
        try {
            context.catalog().settle();
            MigrationRun run = new MigrationRun(context, waiting, listener, evenIfBackingOff);
            run.begin(plan(now));
            run.leaveHot(planner(now).dueToLeaveHot(movableHotPartitions()));
            run.goCold(planner(now).dueToGoCold(context.view()));
            copies.make();
            Removal.Removed removed = remove();
            sweepColdOnceADay();
            bucket.manifest().putIfBehind();
            return new MigrationResult(run.done(), waiting(now), removed.files(), removed.hotCycles());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What cannot be removed costs room and nothing else: the moves of this run are done, and the next run tries again.
     */
    private Removal.Removed remove() {
        try {
            return removal.run();
        } catch (RuntimeException e) {
            LOG.warn("what no reader of log '{}' needs was not removed: {}", context.log(), e.getMessage());
            return new Removal.Removed(0, 0);
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
            context.catalog().settle();
            RestoreResult result =
                    restorer.restore(partitions, context.realNow().plus(hold), listener);
            copies.make();
            bucket.manifest().putIfBehind();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes objects that attempts left behind, nothing names and are older than the grace.
     *
     * @return how many
     */
    public int sweepCold() throws IOException {
        lock.lock();
        try {
            Instant began = context.realNow();
            int removed = removal.sweepCold();
            FaultPoint.SWEEP_DONE.reach();
            lastRuns.ended(LastRuns.Work.SWEEP_COLD, began);
            return removed;
        } finally {
            lock.unlock();
        }
    }

    private void sweepColdOnceADay() {
        boolean isUsed =
                context.view().files().stream().anyMatch(file -> file.tier() == Tier.COLD) || isWaitingForCold();
        Instant now = context.realNow();
        // One in the future was told by a clock that was ahead and has been set right.
        boolean isDue = lastRuns.last(LastRuns.Work.SWEEP_COLD)
                .map(last -> last.isAfter(now) || !last.plus(SWEEP_EVERY).isAfter(now))
                .orElse(true);
        if (!isUsed || !isDue) {
            return;
        }
        try {
            sweepCold();
        } catch (IOException | RuntimeException e) {
            // Leftovers cost storage and nothing else; the moves of this run are done. The next run sweeps again.
            // Where moves wait for the store too, theirs is the message.
            Level level = isWaitingForCold() ? Level.DEBUG : Level.WARN;
            LOG.atLevel(level)
                    .log("what failed uploads of log '{}' left was not removed: {}", context.log(), e.getMessage());
        }
    }

    private boolean isWaitingForCold() {
        return waiting.all().stream().anyMatch(move -> move.to() == Tier.COLD);
    }

    /**
     * Until history is loaded to its end, events of the newest partition may still come, also where the load was cut
     * off: it stays where it is.
     */
    private List<HotPartition> movableHotPartitions() {
        List<HotPartition> all = hotPartitions();
        boolean isLoading =
                context.appender().isBackfilling() || context.appender().unfinishedLoad() != null;
        return isLoading && !all.isEmpty() ? all.subList(0, all.size() - 1) : all;
    }

    private MovePlanner planner(Instant now) {
        return new MovePlanner(context.policy(), now);
    }
}
