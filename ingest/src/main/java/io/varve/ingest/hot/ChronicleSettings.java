package io.varve.ingest.hot;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** How Chronicle is used. */
final class ChronicleSettings {

    /**
     * Of this, a quarter is the largest excerpt: 16 MiB. Files are sparse, so a block costs nothing until it is
     * written.
     */
    private static final long BLOCK_BYTES = 64L << 20;

    static {
        // Chronicle prints a banner, warns of slow system calls, and checks the disk in a thread of its own.
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
        System.setProperty("chronicle.queue.warnSlowAppenderMs", "60000");
    }

    private ChronicleSettings() {}

    static SingleChronicleQueue open(Path directory, CycleLength length, TimeProvider time) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(length.rollCycle())
                .timeProvider(time)
                .blockSize(BLOCK_BYTES)
                .syncMode(SyncMode.SYNC)
                .build();
    }
}
