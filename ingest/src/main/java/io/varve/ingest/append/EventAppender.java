package io.varve.ingest.append;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.KnownEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to a log. One thread writes; the requests that wait while it syncs are stored together and share the
 * next sync (group commit). Thread-safe.
 *
 * <p>An answer means that the events are as durable as the {@link Durability} says, and that readers may see them.
 * After a failure half way through storing, the outcome of what was under way is unknown
 * ({@link AppendUnknownException}) and every later append is refused until the log is opened again.
 */
public final class EventAppender implements AutoCloseable {

    private final EventRules rules;
    private final EventIndex index;
    private final AppendState state = new AppendState();
    private final LogCommitter log;
    private final AppendQueue queue;

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
        this.rules = config.rules();
        this.index = index;
        this.log = new LogCommitter(config, hot, index, clock, freeDiskBytes, floorMicros, state);
        this.queue = new AppendQueue(config.queueBytes(), log, state);
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
        return queue.add(prepared(request, new AppendSequence(), progress));
    }

    /**
     * Hands the request over as one of a sequence, and waits no longer for room in the queue than it is told.
     *
     * @param patience zero for not at all
     * @throws AppendQueueFullException if there is no room until then
     */
    public CompletableFuture<List<Appended>> submit(AppendRequest request, AppendSequence sequence, Duration patience) {
        return queue.add(prepared(request, sequence, null), patience);
    }

    private Pending prepared(AppendRequest request, AppendSequence sequence, @Nullable SourceProgress progress) {
        state.refuseUnlessOpen();
        log.load().refuseOthers();
        List<PreparedEvent> events = PreparedEvent.prepare(request.events(), rules);
        return new Pending(events, request.expected(), sequence, progress, queue.permits(events));
    }

    /** The first position that is not yet durable; readers are shown nothing at or past it. */
    public long head() {
        return log.head().position();
    }

    /** The same, to be waited for. */
    public Head durableHead() {
        return log.head();
    }

    /**
     * No event appended from now on gets a log time before this, in microseconds; and all that was appended with an
     * earlier one is durable when this returns.
     *
     * @throws AppendRefusedException if a load of history holds the log or stands unfinished, whose next events may be
     *     earlier
     */
    public void raiseFloor(long micros) {
        log.raiseFloor(micros);
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
        return rules;
    }

    /**
     * Why every append is refused at this moment, found by the checks that an append goes through; empty if appends are
     * taken. Asks for the free disk; waits for nothing.
     */
    public List<AppendRefusal> refusals() {
        return log.refusals();
    }

    /** Whether a backfill holds the log: then events of the newest partition may still come. */
    public boolean isBackfilling() {
        return log.load().isUnderWay();
    }

    /** The load of history that was cut off and neither run to its end nor given up since; null if there is none. */
    public @Nullable UnfinishedLoad unfinishedLoad() {
        return log.load().unfinished();
    }

    /**
     * Gives up the load that stands unfinished: what it loaded stays, and the log takes other events again.
     *
     * @return what was given up; null if none stood unfinished
     * @throws AppendRefusedException if a load is under way
     */
    public @Nullable UnfinishedLoad abandonLoad() {
        return log.abandonLoad();
    }

    /** Hands what the index holds in memory to its disk. */
    public void flushIndex() {
        log.flushIndex();
    }

    /**
     * Begins a backfill, which holds the log alone until it is closed.
     *
     * @param source name under which the progress is kept
     * @throws AppendRefusedException if another one is under way, or stands unfinished
     */
    public BackfillSession backfill(String source) {
        return log.beginLoad(source);
    }

    /** Stores what is queued, then stops. */
    @Override
    public void close() {
        state.close();
        queue.close();
    }
}
