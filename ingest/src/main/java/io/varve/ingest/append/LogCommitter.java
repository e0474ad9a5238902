package io.varve.ingest.append;

import io.varve.ingest.event.Micros;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a log under its append lock: events are written, made durable, then shown, by moving the head; a load
 * of history begins, goes on and ends. A failure half way stops all appends. Thread-safe.
 */
final class LogCommitter {

    private final AppenderConfig config;
    private final HotLog hot;
    private final EventIndex index;
    private final InstantSource clock;
    private final LongSupplier freeDiskBytes;
    private final AppendState state;
    private final LogWriter writer;
    private final MovingHead head;
    private final CurrentLoad load;
    private final ReentrantLock lock = new ReentrantLock();

    LogCommitter(
            AppenderConfig config,
            HotLog hot,
            EventIndex index,
            InstantSource clock,
            LongSupplier freeDiskBytes,
            long floorMicros,
            AppendState state) {
        this.config = config;
        this.hot = hot;
        this.index = index;
        this.clock = clock;
        this.freeDiskBytes = freeDiskBytes;
        this.state = state;
        this.writer = new LogWriter(hot, index, floorMicros);
        this.head = new MovingHead(hot.nextPosition());
        this.load = new CurrentLoad(hot);
    }

    Head head() {
        return head;
    }

    /** The load that has the log for itself. To be changed by this class alone. */
    CurrentLoad load() {
        return load;
    }

    /** As {@link EventAppender#refusals}. */
    List<AppendRefusal> refusals() {
        return Stream.of(
                        AppendRefusal.by(AppendRefusal.Reason.STOPPED, state::refuseUnlessOpen),
                        AppendRefusal.by(AppendRefusal.Reason.LOAD, load::refuseOthers),
                        AppendRefusal.by(AppendRefusal.Reason.DISK_RESERVE, this::refuseOnFullDisk),
                        AppendRefusal.by(AppendRefusal.Reason.CLOCK, this::nowMicros))
                .flatMap(Optional::stream)
                .toList();
    }

    long nowMicros() {
        return Micros.of(clock.instant());
    }

    /** How far the source had been read by the last stored batch that says so, in any tier; null if none does. */
    byte @Nullable [] progress(String source) {
        return index.progress(source);
    }

    /**
     * Writes the requests, syncs once for all of them, and answers each.
     *
     * @param stored gets those that were written; they are not answered if a failure stopped appends
     */
    void store(List<Pending> group, List<Pending> stored) {
        locked(() -> {
            for (Pending pending : group) {
                if (store(pending)) {
                    stored.add(pending);
                }
            }
            if (!stored.isEmpty() && state.failure() == null) {
                commit();
                stored.forEach(Pending::complete);
            }
        });
    }

    private boolean store(Pending pending) {
        try {
            state.refuseAfterFailure();
            load.refuseOthers();
            pending.sequence.refuseIfBroken();
            pending.appended =
                    written(pending.events, pending.expected, floor -> Math.max(floor, nowMicros()), pending.progress);
            return true;
        } catch (AppendException e) {
            pending.sequence.breakOff();
            pending.fail(e);
            return false;
        }
    }

    private List<Appended> written(
            List<PreparedEvent> events,
            ExpectedVersion expected,
            LogWriter.RecordingTime time,
            @Nullable SourceProgress progress) {
        try {
            refuseOnFullDisk();
            return writer.write(events, expected, time, progress);
        } catch (AppendUnknownException e) {
            state.stopFor(e);
            throw e;
        } catch (AppendException e) {
            throw e;
        } catch (RuntimeException e) {
            // Nothing was written yet: what can fail before the write are the clock and look-ups in the index.
            throw withoutPlace(e);
        } catch (Error e) {
            state.stopFor("finding a place for events failed", e);
            throw withoutPlace(e);
        }
    }

    private static AppendRefusedException withoutPlace(Throwable e) {
        return new AppendRefusedException("the events cannot be given a place: " + AppendState.words(e));
    }

    private void refuseOnFullDisk() {
        if (config.diskReserveBytes() > 0) {
            long free = freeDiskBytes.getAsLong();
            if (free < config.diskReserveBytes()) {
                throw new AppendRefusedException("only " + free + " bytes are free on the disk of the hot tier; "
                        + config.diskReserveBytes() + " are reserved for moving events away");
            }
        }
    }

    /** Makes what was written durable, then visible. */
    private void commit() {
        state.refuseAfterFailure();
        try {
            if (config.durability() == Durability.DISK) {
                hot.sync();
            }
            head.moveTo(hot.nextPosition());
            FaultPoint.APPEND_DURABLE.reach();
        } catch (RuntimeException | Error e) {
            throw state.stopFor("the sync failed", e);
        }
    }

    /** As {@link EventAppender#raiseFloor}. */
    void raiseFloor(long micros) {
        locked(() -> {
            load.refuseFloor(micros);
            writer.raiseFloor(micros);
            commit();
        });
    }

    void flushIndex() {
        locked(index::flush);
    }

    /** As {@link EventAppender#backfill}. */
    BackfillSession beginLoad(String source) {
        return locked(() -> {
            state.refuseUnlessOpen();
            BackfillSession session = new BackfillSession(this, config.rules(), source);
            load.begin(session, source);
            return session;
        });
    }

    /** Writes a batch of the load that is under way, without a sync. */
    List<Appended> writeOfLoad(List<PreparedEvent> events, LogWriter.RecordingTime time, SourceProgress progress) {
        return locked(() -> {
            state.refuseUnlessOpen();
            List<Appended> appended = written(events, ExpectedVersion.any(), time, progress);
            if (!appended.stream().allMatch(Appended::duplicate)) {
                load.reached(progress);
            }
            return appended;
        });
    }

    /** Syncs what was written of the load. */
    void syncLoad() {
        locked(this::commit);
    }

    /** The source of the load has no more rows. Where its last batch could not say so, it is stated apart. */
    void completeLoad() {
        locked(this::endLoad);
    }

    /** The load is no longer under way; it may stand unfinished. */
    void leaveLoad() {
        load.leave();
    }

    /** As {@link EventAppender#abandonLoad}. */
    @Nullable
    UnfinishedLoad abandonLoad() {
        lock.lock();
        try {
            state.refuseUnlessOpen();
            if (load.isUnderWay()) {
                throw new AppendRefusedException("the log is being backfilled: what is under way is not given up");
            }
            UnfinishedLoad given = load.unfinished();
            endLoad();
            return given;
        } finally {
            lock.unlock();
        }
    }

    private void endLoad() {
        if (config.durability() == Durability.PROCESS) {
            hot.sync(); // the statement that the load ends here must not outlive what it speaks of
        }
        commit();
        load.end();
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
