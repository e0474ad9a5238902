package io.varve.ingest.hot;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Micros;
import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.core.io.Closeable;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/**
 * The youngest part of a log, on fast local disk: batches of events in position order, in one file for each cycle (hour
 * or day) of log time.
 *
 * <p>One thread at a time appends and syncs. All else may be called from any thread at any time. A batch that was
 * appended survives the end of the process; one that was synced survives the loss of power.
 */
public final class HotLog implements AutoCloseable {

    /** The most that one batch may take, see {@link HotBatch#encodedBytes()}. */
    public static final int MAX_BATCH_BYTES = 8 << 20;

    /** Chronicle's name for the newest cycle up to which it need not look for files without an end mark. */
    private static final String SEALED_TO = "normalisedEOFsTo";

    /** Chronicle's name for the oldest cycle that it looks into: it appends to the newest, and reads none here. */
    private static final String OLDEST = "listing.lowestCycle";

    private final HotLogConfig config;
    private final CycleLength length;
    private final SingleChronicleQueue queue;
    private final ExcerptPool pool;
    private final Cycles cycles;
    private final Writer writer;
    private volatile long nextPosition;
    private volatile long lastRecordedAtMicros;
    private boolean closed;

    private HotLog(HotLogConfig config, Examination found, AtomicLong logTime, SyncedMark mark) {
        this.config = config;
        this.length = config.cycleLength();
        this.queue = Queues.open(config.directory(), length, logTime::get);
        try {
            CycleFile last = found.last();
            CycleScan scan = found.lastScan();
            if (last != null) {
                queue.tableStorePut(SEALED_TO, last.cycle());
                queue.tableStorePut(OLDEST, last.cycle());
            }
            ExcerptAppender appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
            if (last != null) {
                logTime.set(length.startMillis(last.cycle()));
            }
            pool = new ExcerptPool(config.directory(), length);
            cycles = new Cycles(Opening.cycles(found), () -> {
                pool.close();
                Closeable.closeQuietly(appender, queue);
            });
            writer = new Writer(config, logTime, appender, cycles, mark);
            nextPosition = found.endPosition(config.logStart());
            lastRecordedAtMicros = scan == null ? Long.MIN_VALUE : scan.lastRecordedAtMicros();
        } catch (RuntimeException e) {
            queue.close();
            throw e;
        }
    }

    /**
     * Opens the hot log in the directory, or begins one there.
     *
     * <p>What a crash has left behind the last whole batch is copied to the directory {@code set-aside} within, and the
     * log goes on after that batch.
     *
     * @throws HotLogException if the log does not reach from {@code logStart} or before to {@code logStart} or after,
     *     if it ends before a position that was synced, or if it was made with another cycle length
     */
    public static HotLog open(HotLogConfig config) {
        Path directory = config.directory();
        try {
            Disk.createDirectories(directory);
            SyncedMark mark = SyncedMark.open(directory);
            try {
                AtomicLong logTime = new AtomicLong(CycleLength.EPOCH_MILLIS);
                Opening opening = new Opening(config);
                Examination found = opening.trusted(opening.prepare(mark.position()));
                return new HotLog(config, found, logTime, mark);
            } catch (IOException | RuntimeException e) {
                mark.close();
                throw e;
            }
        } catch (HotLogException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new HotLogException("cannot open the hot log in " + directory, e);
        }
    }

    /** Where its files lie. */
    public Path directory() {
        return config.directory();
    }

    /** The oldest position held; {@link #nextPosition()} if none is. */
    public long firstPosition() {
        Cycle oldest = cycles.oldest();
        return oldest == null ? nextPosition : oldest.firstPosition();
    }

    /** The position of the event that is appended next. It may be past what is synced. */
    public long nextPosition() {
        return nextPosition;
    }

    /** Log time of the last event in microseconds; {@link Long#MIN_VALUE} if none is held. */
    public long lastRecordedAtMicros() {
        return lastRecordedAtMicros;
    }

    /**
     * Appends the batch, all or nothing. For the writer thread.
     *
     * @throws IllegalArgumentException if it does not begin at {@link #nextPosition()}, if its log time lies before
     *     {@link #lastRecordedAtMicros()} or outside of the years 1600 to 9999, or if it is larger than
     *     {@link #MAX_BATCH_BYTES}; nothing is appended
     * @throws HotLogException if the disk does not take it; the log must then be opened again
     */
    public void append(HotBatch batch) {
        if (batch.firstPosition() != nextPosition) {
            throw new IllegalArgumentException(
                    "the batch begins at position " + batch.firstPosition() + ", must begin at " + nextPosition);
        }
        if (batch.recordedAtMicros() < lastRecordedAtMicros) {
            throw new IllegalArgumentException("log time " + Micros.text(batch.recordedAtMicros())
                    + " lies before that of the last event, " + Micros.text(lastRecordedAtMicros));
        }
        long bytes = batch.encodedBytes();
        if (bytes > MAX_BATCH_BYTES) {
            throw new IllegalArgumentException(
                    "the batch takes " + bytes + " bytes, must take " + MAX_BATCH_BYTES + " at most");
        }
        writer.append(batch, (int) bytes, length.cycleOf(batch.recordedAtMicros()));
        lastRecordedAtMicros = batch.recordedAtMicros();
        nextPosition = batch.endPosition();
    }

    /**
     * Returns when all that was appended is on the disk. For the writer thread.
     *
     * @throws HotLogException if the disk fails; the log must then be opened again
     */
    public void sync() {
        writer.sync(nextPosition);
    }

    /**
     * The events of the range, as far as they are appended now. To be closed by the caller.
     *
     * @param fromPosition the first one
     * @param toPosition the one after the last
     * @throws HotLogException if the range begins before {@link #firstPosition()}
     */
    public HotCursor read(long fromPosition, long toPosition) {
        if (fromPosition < 0 || fromPosition > toPosition) {
            throw new IllegalArgumentException("range " + fromPosition + " to " + toPosition);
        }
        long end = Math.min(toPosition, nextPosition);
        return new HotCursor(cycles, length, pool, fromPosition, Math.max(fromPosition, end));
    }

    /** The spans of the cycles that hold events, oldest first. No file is touched for it. */
    public List<HotSpan> spans() {
        List<HotSpan> spans = new ArrayList<>();
        for (Cycle cycle : cycles.all()) {
            spans.add(span(cycle));
        }
        return spans;
    }

    /** The cycles that hold events, oldest first. */
    public List<HotCycleInfo> cycles() {
        return cycles(0);
    }

    /** The cycles that hold events from this position on, oldest first. One not yet measured is opened for it. */
    public List<HotCycleInfo> cycles(long fromPosition) {
        List<HotCycleInfo> infos = new ArrayList<>();
        for (Cycle cycle : cycles.all()) {
            if (cycle.endPosition() > fromPosition) {
                infos.add(info(cycle));
            }
        }
        return infos;
    }

    /**
     * Deletes the oldest cycles as long as they end at the position or before. It stops at one that a cursor holds, and
     * never deletes the newest that holds events.
     *
     * @return what was deleted, oldest first
     */
    public List<HotCycleInfo> release(long endPosition) {
        List<HotCycleInfo> released = new ArrayList<>();
        List<Cycle> taken = cycles.takeReleasable(endPosition);
        for (Cycle cycle : taken) {
            released.add(info(cycle));
        }
        if (!taken.isEmpty()) {
            pool.without(taken, () -> delete(taken));
        }
        return released;
    }

    /** Syncs and closes. Cursors that are open can be read on. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writer.close(nextPosition);
        } catch (IOException e) {
            throw new HotLogException("cannot close the hot log in " + config.directory(), e);
        } finally {
            cycles.close();
        }
    }

    private void delete(List<Cycle> taken) {
        try {
            for (Cycle cycle : taken) {
                Files.deleteIfExists(config.directory().resolve(length.fileName(cycle.number())));
                FaultPoint.HOT_RELEASE_DELETED.reach();
            }
            Disk.syncDirectory(config.directory());
        } catch (IOException e) {
            throw new HotLogException("cannot delete released cycles in " + config.directory(), e);
        }
    }

    private HotSpan span(Cycle cycle) {
        return new HotSpan(
                length.startMicros(cycle.number()),
                length.startMicros(cycle.number() + 1),
                cycle.firstPosition(),
                cycle.endPosition());
    }

    private HotCycleInfo info(Cycle cycle) {
        if (cycle.bytes() == Cycle.UNKNOWN) {
            CycleReader reader = new CycleReader(pool, length, cycle.number());
            try {
                cycle.noteBytes(reader.measure(cycle));
            } finally {
                reader.close();
            }
        }
        return new HotCycleInfo(
                length.startMicros(cycle.number()),
                length.startMicros(cycle.number() + 1),
                cycle.firstPosition(),
                cycle.endPosition(),
                cycle.bytes());
    }
}
