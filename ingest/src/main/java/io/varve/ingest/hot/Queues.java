package io.varve.ingest.hot;

import java.nio.file.Path;
import java.util.Map;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** How Chronicle Queue is set up; every use of it begins here. */
final class Queues {

    /** One excerpt in so many is noted in Chronicle's index, the next ones are found from there. */
    static final int INDEX_SPACING = 64;

    /** So many of them stand in a page of Chronicle's index, and so many pages there can be. */
    static final int INDEX_COUNT = 4_096;

    /** Excerpts that Chronicle can number in one file. */
    static final long MAX_EXCERPTS = (long) INDEX_COUNT * INDEX_COUNT * INDEX_SPACING;

    /** A file's header, its two index pages and the first events: what a small cycle needs. */
    static final int FIRST_BYTES = 80 << 10;

    /** What Chronicle keeps of its own beside the files; it is derived. */
    static final String OWN_FILE = "metadata.cq4t";

    private static final int BLOCK_BYTES = 64 << 20;

    /**
     * What Chronicle reads once, when its classes load: no banner, no reports, no watchers, mapped blocks stay mapped.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "chronicle.announcer.disable", "true",
            "chronicle.analytics.disable", "true",
            "chronicle.disk.monitor.disable", "true",
            "disable.perf.info", "true",
            "disable.single.threaded.check", "true",
            "jvm.resource.tracing", "false",
            "mappedFile.retain", "true");

    static {
        SETTINGS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    private Queues() {}

    /** @param logTime milliseconds, decides which cycle an excerpt goes to */
    static SingleChronicleQueue open(Path directory, CycleLength length, TimeProvider logTime) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(length.rollCycle())
                .epoch(CycleLength.EPOCH_MILLIS)
                .timeProvider(logTime)
                .blockSize(BLOCK_BYTES)
                .indexCount(INDEX_COUNT)
                .indexSpacing(INDEX_SPACING)
                // Chronicle's own sync misses the block before the current one and only logs an error: see HotLog.sync
                .syncMode(SyncMode.NONE)
                // log time is no clock: without this, each new day of a backfill would list the directory again
                .forceDirectoryListingRefreshIntervalMs(Long.MAX_VALUE)
                .build();
    }
}
