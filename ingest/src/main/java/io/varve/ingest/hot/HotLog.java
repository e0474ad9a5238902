package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The hot tier of one log: an append log whose files each hold one hour or day of log time. One excerpt is one batch,
 * stored whole or not at all, and carries its positions and a CRC32C.
 *
 * <p>One thread appends; any number of threads read at the same time.
 */
public final class HotLog implements AutoCloseable {

    /** The most bytes in one batch: 8 MiB. */
    public static final int MAX_BATCH_BYTES = 8 << 20;

    private final HotLogConfig config;
    private final AtomicLong timeMicros;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Object lock = new Object();
    private final List<HotCycle> cycles;
    private final Map<Integer, Integer> pins = new HashMap<>();
    private volatile long nextPosition;
    private volatile long lastRecordedAtMicros;

    private HotLog(HotLogConfig config, HotLogState state) {
        this.config = config;
        this.cycles = new ArrayList<>(state.cycles());
        this.nextPosition = state.nextPosition();
        this.lastRecordedAtMicros = state.lastRecordedAtMicros();
        this.timeMicros = new AtomicLong(Math.max(0, lastRecordedAtMicros));
        this.queue = ChronicleSettings.open(
                config.directory(), config.cycleLength(), () -> Math.floorDiv(timeMicros.get(), 1_000L));
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    /**
     * Opens the log, creating it where the directory is empty. The last file is read to its end: what is whole and
     * dense is the log; what lies behind it, as after a crash, is set aside in a copy, and the log goes on in a clean
     * file.
     *
     * @throws HotLogException if the log begins after {@code logStart}, or cannot be read
     */
    public static HotLog open(HotLogConfig config) {
        try {
            Files.createDirectories(config.directory());
            return new HotLog(config, HotLogState.recover(config));
        } catch (IOException e) {
            throw new HotLogException("hot log " + config.directory() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The first position held; equal to {@link #nextPosition()} if none is. */
    public long firstPosition() {
        synchronized (lock) {
            return cycles.isEmpty() ? nextPosition : cycles.get(0).firstPosition();
        }
    }

    /** The position that the next event gets. */
    public long nextPosition() {
        return nextPosition;
    }

    /** Log time of the last event held, in microseconds; {@link Long#MIN_VALUE} if none is. */
    public long lastRecordedAtMicros() {
        return lastRecordedAtMicros;
    }

    /**
     * Appends a batch. Called by one thread at a time. It is readable at once and durable after {@link #sync()}.
     *
     * @throws IllegalArgumentException if the batch does not continue the log in position and time, or is too large
     */
    public void append(HotBatch batch) {
        if (batch.firstPosition() != nextPosition) {
            throw new IllegalArgumentException(
                    "a batch from position " + batch.firstPosition() + " on, the log is at " + nextPosition);
        }
        if (batch.recordedAtMicros() < Math.max(0, lastRecordedAtMicros)) {
            throw new IllegalArgumentException("a batch of log time " + batch.recordedAtMicros() + ", the log is at "
                    + Math.max(0, lastRecordedAtMicros) + " microseconds since 1970");
        }
        if (batch.encodedBytes() > MAX_BATCH_BYTES) {
            throw new IllegalArgumentException(
                    "a batch of " + batch.encodedBytes() + " bytes, at most " + MAX_BATCH_BYTES + " are allowed");
        }
        timeMicros.set(batch.recordedAtMicros());
        try (DocumentContext document = appender.writingDocument()) {
            document.wire().bytes().write(ExcerptCodec.encode(batch));
        }
        int cycle = config.cycleLength().cycleOf(batch.recordedAtMicros());
        synchronized (lock) {
            if (cycles.isEmpty() || cycles.get(cycles.size() - 1).cycle() != cycle) {
                cycles.add(new HotCycle(cycle, batch.firstPosition()));
            }
            lastRecordedAtMicros = batch.recordedAtMicros();
            nextPosition = batch.firstPosition() + batch.events().size();
        }
    }

    /** On return all that was appended is on the disk. Called by the appending thread. */
    public void sync() {
        appender.sync();
    }

    /**
     * Reads the positions from {@code fromPosition}, inclusive, to {@code toPosition}, exclusive. Their files are not
     * removed until the cursor is closed.
     *
     * @throws HotLogException if they are not all held
     */
    public HotCursor read(long fromPosition, long toPosition) {
        synchronized (lock) {
            if (fromPosition < firstPosition() || toPosition > nextPosition) {
                throw new HotLogException("positions " + fromPosition + " to " + toPosition
                        + " are not held: the hot tier has " + firstPosition() + " to " + nextPosition);
            }
            List<HotCycle> wanted = new ArrayList<>();
            for (int i = 0; i < cycles.size(); i++) {
                boolean begins = cycles.get(i).firstPosition() < toPosition;
                if (begins && endPosition(i) > fromPosition) {
                    wanted.add(cycles.get(i));
                }
            }
            wanted.forEach(cycle -> pins.merge(cycle.cycle(), 1, Integer::sum));
            return new HotCursor(this, queue, wanted, fromPosition, toPosition);
        }
    }

    /** The files that hold events, oldest first. */
    public List<HotCycleInfo> cycles() {
        synchronized (lock) {
            List<HotCycleInfo> infos = new ArrayList<>();
            for (int i = 0; i < cycles.size(); i++) {
                infos.add(info(i));
            }
            return infos;
        }
    }

    /**
     * Removes files that hold nothing at or past this position: never the newest, never one that is being read, and
     * none behind one that stays.
     *
     * @return what was removed
     */
    public List<HotCycleInfo> release(long endPosition) {
        List<HotCycleInfo> released = new ArrayList<>();
        synchronized (lock) {
            while (cycles.size() > 1
                    && endPosition(0) <= endPosition
                    && !pins.containsKey(cycles.get(0).cycle())) {
                released.add(info(0));
                delete(cycles.remove(0));
            }
        }
        if (!released.isEmpty()) {
            queue.refreshDirectoryListing();
        }
        return released;
    }

    @Override
    public void close() {
        appender.sync();
        appender.close();
        queue.close();
    }

    void unpin(List<HotCycle> cyclesRead) {
        synchronized (lock) {
            cyclesRead.forEach(cycle -> pins.computeIfPresent(cycle.cycle(), (c, n) -> n == 1 ? null : n - 1));
        }
    }

    private HotCycleInfo info(int i) {
        HotCycle cycle = cycles.get(i);
        return new HotCycleInfo(
                config.cycleLength().startMicros(cycle.cycle()),
                config.cycleLength().startMicros(cycle.cycle() + 1),
                cycle.firstPosition(),
                endPosition(i),
                HotFiles.occupiedBytes(file(cycle)));
    }

    private long endPosition(int i) {
        return i + 1 < cycles.size() ? cycles.get(i + 1).firstPosition() : nextPosition;
    }

    private Path file(HotCycle cycle) {
        return HotFiles.path(config, cycle.cycle());
    }

    private void delete(HotCycle cycle) {
        try {
            Files.deleteIfExists(file(cycle));
        } catch (IOException e) {
            throw new HotLogException("hot file " + file(cycle) + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
