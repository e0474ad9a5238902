package io.varve.ingest.hot;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/** Writes batches to the end of the log, and brings them to the disk. For one thread. */
final class Writer {

    private static final int INITIAL_BUFFER_BYTES = 64 << 10;

    private final Path directory;
    private final CycleLength length;
    /** What Chronicle is told the time is, in milliseconds: it decides the cycle that the next excerpt goes to. */
    private final AtomicLong logTime;

    private final ExcerptAppender appender;
    private final Cycles cycles;
    private final SyncedMark mark;

    private byte[] buffer = new byte[INITIAL_BUFFER_BYTES];
    private @Nullable Cycle current;
    private @Nullable RandomAccessFile file;
    private boolean directoryChanged = true;
    private boolean unsynced;
    private @Nullable Throwable failure;

    Writer(HotLogConfig config, AtomicLong logTime, ExcerptAppender appender, Cycles cycles, SyncedMark mark) {
        this.directory = config.directory();
        this.length = config.cycleLength();
        this.logTime = logTime;
        this.appender = appender;
        this.cycles = cycles;
        this.mark = mark;
        this.current = cycles.newest();
        this.unsynced = current != null; // a crashed process may have left it so
    }

    void append(HotBatch batch, int bytes, int cycleNumber) {
        requireWell();
        if (bytes > buffer.length) {
            buffer = new byte[Math.min(HotLog.MAX_BATCH_BYTES, Math.max(bytes, 2 * buffer.length))];
        }
        BatchFormat.encode(batch, bytes, buffer);
        Cycle cycle = current;
        if (cycle != null && cycle.number() == cycleNumber && cycle.excerpts() >= Queues.MAX_EXCERPTS) {
            throw new HotLogException("the hot log takes " + Queues.MAX_EXCERPTS + " batches in one " + length);
        }
        try {
            boolean rolls = cycle == null || cycle.number() != cycleNumber;
            if (rolls) {
                beginCycle(batch.firstPosition(), cycleNumber);
            }
            long offset = write(bytes);
            long end = Math.max(Queues.FIRST_BYTES, offset + Excerpts.WORD + bytes);
            FaultPoint.HOT_BATCH_WRITTEN.reach();
            unsynced = true;
            if (cycle == null || rolls) {
                Landmarks landmarks = new Landmarks();
                landmarks.add(offset, batch.firstPosition());
                cycle = new Cycle(cycleNumber, batch.firstPosition(), batch.endPosition(), 1, end, landmarks);
                current = cycle;
                cycles.add(cycle);
            } else {
                cycle.grow(batch.endPosition(), offset, end);
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e; // an InternalError among them is a page that the disk could not take
            throw new HotLogException("cannot append to the hot log in " + directory, e);
        }
    }

    /** Brings all that was appended to the disk; {@code endPosition} is where it ends. */
    void sync(long endPosition) {
        requireWell();
        try {
            syncFile(endPosition);
        } catch (IOException | RuntimeException | Error e) {
            failure = e; // what a failed sync has dropped, a second one does not bring back
            throw new HotLogException("cannot bring the hot log in " + directory + " to the disk", e);
        }
    }

    void close(long endPosition) throws IOException {
        try (mark) {
            if (failure == null) {
                syncFile(endPosition);
            }
        } finally {
            if (file != null) {
                file.close();
            }
        }
    }

    private void beginCycle(long position, int cycleNumber) throws IOException {
        syncFile(position);
        if (file != null) {
            file.close();
            file = null;
        }
        FaultPoint.HOT_ROLL_STARTED.reach();
        new CycleFile(cycleNumber, directory.resolve(length.fileName(cycleNumber))).lay();
        FaultPoint.HOT_ROLL_LAID.reach();
        directoryChanged = true;
        logTime.set(length.startMillis(cycleNumber));
    }

    /** Writes the excerpt that stands in the buffer; returns where in the file its length word lies. */
    private long write(int bytes) {
        try (DocumentContext document = appender.writingDocument()) {
            try {
                Bytes<?> target = document.wire().bytes();
                long offset = target.writePosition() - Excerpts.WORD;
                target.write(buffer, 0, bytes);
                FaultPoint.HOT_BATCH_TORN.reach();
                return offset;
            } catch (Throwable e) {
                document.rollbackOnClose();
                throw e;
            }
        }
    }

    /**
     * Through the file and not through Chronicle's {@code sync()}, which leaves out the block before the current one
     * where a reader holds it, and does not report a disk that fails.
     */
    private void syncFile(long endPosition) throws IOException {
        Cycle cycle = current;
        if (!unsynced || cycle == null) {
            return;
        }
        RandomAccessFile open = file;
        if (open == null) {
            open = new RandomAccessFile(
                    directory.resolve(length.fileName(cycle.number())).toFile(), "rw");
            file = open;
        }
        Disk.sync(directory.resolve(length.fileName(cycle.number())), open.getFD());
        FaultPoint.HOT_SYNCED.reach();
        if (directoryChanged) {
            Disk.syncDirectory(directory);
            directoryChanged = false;
        }
        unsynced = false;
        mark.raise(endPosition);
    }

    private void requireWell() {
        if (failure != null) {
            throw new HotLogException("the hot log in " + directory + " has failed and must be opened again", failure);
        }
    }
}
