package io.varve.ingest.append;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.Micros;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.KnownEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends events to a log. One thread writes; the requests that wait while it syncs are stored together and share the
 * next sync (group commit). Thread-safe.
 *
 * <p>An answer means that the events are as durable as the {@link Durability} says, and that readers may see them.
 * After a failure half way through storing, the outcome of what was under way is unknown
 * ({@link AppendUnknownException}) and every later append is refused until the log is opened again.
 */
public final class EventAppender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventAppender.class);
    private static final int MAX_GROUP = 4_096;

    private final AppenderConfig config;
    private final HotLog hot;
    private final EventIndex index;
    private final InstantSource clock;
    private final LongSupplier freeDiskBytes;
    private final LogWriter writer;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Semaphore queueBytes;
    private final ReentrantLock appendLock = new ReentrantLock();
    private final AppendUnknownException withoutMemory =
            new AppendUnknownException("the memory is used up", new OutOfMemoryError());
    private final Thread thread;
    private final MovingHead head;
    private volatile @Nullable AppendUnknownException failure;
    private final CurrentLoad load;
    private volatile boolean closed;

    /**
     * Takes over the writing side of the log and its index, which must be level ({@link IndexCatchUp}); both stay the
     * caller's to close, after this.
     *
     * @param freeDiskBytes free bytes on the disk of the hot tier, asked before each write
     * @param floorMicros no event gets a log time before this: the end of the newest partition that has left the hot
     *     tier
     */
    public EventAppender(
            AppenderConfig config,
            HotLog hot,
            EventIndex index,
            InstantSource clock,
            LongSupplier freeDiskBytes,
            long floorMicros) {
        this.config = config;
        this.hot = hot;
        this.index = index;
        this.clock = clock;
        this.freeDiskBytes = freeDiskBytes;
        this.writer = new LogWriter(hot, index, floorMicros);
        this.queueBytes = new Semaphore(config.queueBytes());
        this.head = new MovingHead(hot.nextPosition());
        this.load = new CurrentLoad(hot);
        this.thread = new Thread(this::run, "varve-append");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Appends and waits until the events are durable.
     *
     * @return an answer for each event, in their order
     * @throws io.varve.ingest.event.InvalidEventException if an event breaks the rules; nothing was appended
     * @throws AppendException if it was not taken, or the outcome is unknown
     */
    public List<Appended> append(AppendRequest request) {
        return answer(submit(request));
    }

    /**
     * Appends and waits until the events are durable. With them, in the same excerpt, is stored how far their source
     * has been read; where the log holds all of them already nothing is stored, the progress neither.
     *
     * @return an answer for each event, in their order
     * @throws io.varve.ingest.event.InvalidEventException if an event breaks the rules; nothing was appended
     * @throws AppendException if it was not taken, or the outcome is unknown
     */
    public List<Appended> append(AppendRequest request, SourceProgress progress) {
        return answer(submit(request, progress));
    }

    private static List<Appended> answer(CompletableFuture<List<Appended>> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AppendException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Hands the request over and returns; waits only while the queue is full. Checks against the rules are done, and
     * thrown, in the caller's thread; all else completes the future.
     */
    public CompletableFuture<List<Appended>> submit(AppendRequest request) {
        return submit(request, (SourceProgress) null);
    }

    private CompletableFuture<List<Appended>> submit(AppendRequest request, @Nullable SourceProgress progress) {
        Pending pending = prepared(request, new AppendSequence(), progress);
        queueBytes.acquireUninterruptibly(pending.permits);
        return queued(pending);
    }

    /**
     * Hands the request over as one of a sequence, and waits no longer for room in the queue than it is told.
     *
     * @param patience zero for not at all
     * @throws AppendQueueFullException if there is no room until then
     */
    public CompletableFuture<List<Appended>> submit(AppendRequest request, AppendSequence sequence, Duration patience) {
        Pending pending = prepared(request, sequence, null);
        try {
            if (!queueBytes.tryAcquire(pending.permits, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AppendQueueFullException(config.queueBytes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AppendRefusedException("interrupted while the append queue was full");
        }
        return queued(pending);
    }

    private Pending prepared(AppendRequest request, AppendSequence sequence, @Nullable SourceProgress progress) {
        refuseUnlessOpen();
        load.refuseOthers();
        List<PreparedEvent> events = PreparedEvent.prepare(request.events(), config.rules());
        int permits = (int) Math.min(config.queueBytes(), bytes(events));
        return new Pending(events, request.expected(), sequence, progress, permits);
    }

    private CompletableFuture<List<Appended>> queued(Pending pending) {
        queue.add(pending);
        if (closed && queue.remove(pending)) {
            throw new AppendRefusedException("the log is closed");
        }
        return pending.answer;
    }

    /** The first position that is not yet durable; readers are shown nothing at or past it. */
    public long head() {
        return head.position();
    }

    /** The same, to be waited for. */
    public Head durableHead() {
        return head;
    }

    /**
     * No event appended from now on gets a log time before this, in microseconds; and all that was appended with an
     * earlier one is durable when this returns.
     *
     * @throws AppendRefusedException if a load of history holds the log or stands unfinished, whose next events may be
     *     earlier
     */
    public void raiseFloor(long micros) {
        locked(() -> {
            load.refuseFloor(micros);
            writer.raiseFloor(micros);
            commit();
        });
    }

    /** How far the source had been read by the last stored batch that says so, in any tier; null if none does. */
    public byte @Nullable [] progress(String source) {
        return index.progress(source);
    }

    /** The version of the aggregate's last event, which may not be durable yet; -1 if it has none. */
    public long lastVersion(AggregateId aggregate) {
        return index.lastVersion(aggregate);
    }

    /**
     * The answer that the event of this source and id got when it was appended; null if no durable event has it, or it
     * is no longer remembered.
     */
    public @Nullable Appended known(String source, String id) {
        long durable = head();
        KnownEvent known = index.findId(EventCodec.idKey(source, id));
        return known == null || known.position() >= durable
                ? null
                : new Appended(known.position(), known.version(), known.recordedAtMicros(), true);
    }

    /** What an event must fulfil. */
    public EventRules rules() {
        return config.rules();
    }

    /**
     * Why every append is refused at this moment, found by the checks that an append goes through; empty if appends are
     * taken. Asks for the free disk; waits for nothing.
     */
    public List<AppendRefusal> refusals() {
        return Stream.of(
                        AppendRefusal.by(AppendRefusal.Reason.STOPPED, this::refuseUnlessOpen),
                        AppendRefusal.by(AppendRefusal.Reason.LOAD, load::refuseOthers),
                        AppendRefusal.by(AppendRefusal.Reason.DISK_RESERVE, this::refuseOnFullDisk),
                        AppendRefusal.by(AppendRefusal.Reason.CLOCK, this::nowMicros))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether a backfill holds the log: then events of the newest partition may still come. */
    public boolean isBackfilling() {
        return load.isUnderWay();
    }

    /** The load of history that was cut off and neither run to its end nor given up since; null if there is none. */
    public @Nullable UnfinishedLoad unfinishedLoad() {
        return load.unfinished();
    }

    /**
     * Gives up the load that stands unfinished: what it loaded stays, and the log takes other events again.
     *
     * @return what was given up; null if none stood unfinished
     * @throws AppendRefusedException if a load is under way
     */
    public @Nullable UnfinishedLoad abandonLoad() {
        appendLock.lock();
        try {
            refuseUnlessOpen();
            if (load.isUnderWay()) {
                throw new AppendRefusedException("the log is being backfilled: what is under way is not given up");
            }
            UnfinishedLoad given = load.unfinished();
            endLoad();
            return given;
        } finally {
            appendLock.unlock();
        }
    }

    /** Hands what the index holds in memory to its disk. */
    public void flushIndex() {
        locked(index::flush);
    }

    /**
     * Begins a backfill, which holds the log alone until it is closed.
     *
     * @param source name under which the progress is kept
     * @throws AppendRefusedException if another one is under way, or stands unfinished
     */
    public BackfillSession backfill(String source) {
        appendLock.lock();
        try {
            refuseUnlessOpen();
            BackfillSession session = new BackfillSession(this, source);
            load.begin(session, source);
            return session;
        } finally {
            appendLock.unlock();
        }
    }

    /** Stores what is queued, then stops. */
    @Override
    public void close() {
        closed = true;
        queue.add(Pending.END);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Appends a batch of a backfill without a sync. Called by the session. */
    List<Appended> backfillBatch(List<PreparedEvent> events, LogWriter.RecordingTime time, SourceProgress progress) {
        appendLock.lock();
        try {
            refuseUnlessOpen();
            List<Appended> appended = written(events, ExpectedVersion.any(), time, progress);
            if (!appended.stream().allMatch(Appended::duplicate)) {
                load.reached(progress);
            }
            return appended;
        } finally {
            appendLock.unlock();
        }
    }

    void backfillSync() {
        locked(this::commit);
    }

    /** The source of the backfill has no more rows. Where its last batch could not say so, it is stated apart. */
    void backfillComplete() {
        locked(this::endLoad);
    }

    void backfillEnd() {
        load.leave();
    }

    long nowMicros() {
        return Micros.of(clock.instant());
    }

    AppenderConfig config() {
        return config;
    }

    private void run() {
        List<Pending> group = new ArrayList<>(MAX_GROUP);
        boolean ending = false;
        while (!ending) {
            group.clear();
            group.add(takeUninterruptibly());
            try {
                queue.drainTo(group, MAX_GROUP - 1);
                ending = group.remove(Pending.END);
                write(group);
            } catch (Throwable e) {
                // whatever it is, nobody may wait for ever: who is answered already is not answered again
                stopped("the appending thread failed", e);
                fail(group, failure);
            } finally {
                group.forEach(pending -> queueBytes.release(pending.permits));
            }
        }
        for (Pending late : queue) {
            late.fail(new AppendRefusedException("the log is closed"));
        }
    }

    private void write(List<Pending> group) {
        List<Pending> stored = new ArrayList<>(group.size());
        appendLock.lock();
        try {
            for (Pending pending : group) {
                if (store(pending)) {
                    stored.add(pending);
                }
            }
            if (!stored.isEmpty() && failure == null) {
                commit();
                stored.forEach(Pending::complete);
            }
        } finally {
            appendLock.unlock();
            fail(stored, failure); // none of which is answered then: they are in the log, the head may never pass them
        }
    }

    private static void fail(List<Pending> group, @Nullable AppendUnknownException cause) {
        if (cause != null) {
            group.forEach(pending -> pending.fail(cause));
        }
    }

    private boolean store(Pending pending) {
        try {
            refuseAfterFailure();
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
            failure = e;
            throw e;
        } catch (AppendException e) {
            throw e;
        } catch (RuntimeException e) {
            // Nothing was written yet: what can fail before the write are the clock and look-ups in the index.
            throw new AppendRefusedException("the events cannot be given a place: " + words(e));
        } catch (Error e) {
            stopped("finding a place for events failed", e);
            throw new AppendRefusedException("the events cannot be given a place: " + words(e));
        }
    }

    /** Makes what was written durable, then visible. */
    private void commit() {
        refuseAfterFailure();
        try {
            if (config.durability() == Durability.DISK) {
                hot.sync();
            }
            head.moveTo(hot.nextPosition());
            FaultPoint.APPEND_DURABLE.reach();
        } catch (RuntimeException | Error e) {
            throw stopped("the sync failed", e);
        }
    }

    /** Takes no more appends from now on. */
    private AppendUnknownException stopped(String what, Throwable cause) {
        AppendUnknownException known = failure;
        if (known != null) {
            return known;
        }
        AppendUnknownException unknown = withoutMemory;
        try {
            unknown = new AppendUnknownException(what + ": " + words(cause), cause);
        } catch (OutOfMemoryError e) {
            LOG.error("no memory is left even to say what failed", cause);
        } finally {
            failure = unknown;
        }
        return unknown;
    }

    private static String words(Throwable cause) {
        return cause instanceof RuntimeException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    private void locked(Runnable action) {
        appendLock.lock();
        try {
            action.run();
        } finally {
            appendLock.unlock();
        }
    }

    private void endLoad() {
        if (config.durability() == Durability.PROCESS) {
            hot.sync(); // the statement that the load ends here must not outlive what it speaks of
        }
        commit();
        load.end();
    }

    private void refuseUnlessOpen() {
        if (closed) {
            throw new AppendRefusedException("the log is closed");
        }
        refuseAfterFailure();
    }

    private void refuseAfterFailure() {
        AppendUnknownException cause = failure;
        if (cause != null) {
            throw new AppendRefusedException(
                    "appends stopped until the log is opened again, for " + cause.getMessage());
        }
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

    private Pending takeUninterruptibly() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Nobody but close() ends this thread, and it does so by an entry in the queue.
                LOG.warn("the appending thread was interrupted; it goes on");
            }
        }
    }

    private static long bytes(List<PreparedEvent> events) {
        long bytes = 0;
        for (PreparedEvent event : events) {
            bytes += event.content().length;
        }
        return bytes;
    }
}
