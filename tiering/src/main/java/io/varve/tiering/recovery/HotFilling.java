package io.varve.tiering.recovery;

import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.protection.SegmentReader;
import java.io.IOException;
import java.nio.file.Path;

/** Puts the events that segments hold after the last file into a new hot tier. */
final class HotFilling {

    private static final long SYNC_EVENTS = 100_000;

    private final LogDefinition definition;
    private final SegmentReader segments;
    private final Path directory;

    HotFilling(LogDefinition definition, SegmentReader segments, Path directory) {
        this.definition = definition;
        this.segments = segments;
        this.directory = directory;
    }

    /**
     * Fills it from this position on, as far as segments go without a hole.
     *
     * @return the first position that it does not hold
     */
    long fill(long sealedTo, long total, RecoveryListener listener) throws IOException {
        CycleLength cycle = definition.unit() == PartitionUnit.HOUR ? CycleLength.HOUR : CycleLength.DAY;
        try (HotLog hot = HotLog.open(new HotLogConfig(directory, cycle, sealedTo))) {
            long synced = sealedTo;
            for (HotBatch batch = segments.batchFrom(sealedTo);
                    batch != null;
                    batch = segments.batchFrom(hot.nextPosition())) {
                hot.append(batch);
                if (hot.nextPosition() - synced >= SYNC_EVENTS) {
                    hot.sync();
                    synced = hot.nextPosition();
                    listener.recovered(definition.name(), synced, total, "hot events");
                }
            }
            hot.sync();
            long end = hot.nextPosition();
            listener.recovered(definition.name(), end, total, "hot events");
            if (end == sealedTo && sealedTo > 0) {
                EmptyHot.state(directory, definition.id(), end);
            }
            return end;
        }
    }
}
