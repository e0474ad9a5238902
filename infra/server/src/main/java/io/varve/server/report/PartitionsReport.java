package io.varve.server.report;

import io.varve.ingest.append.UnfinishedLoad;
import io.varve.server.archive.ArchiveLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of a log at one moment.
 *
 * @param log its name
 * @param partitions in the order of their positions
 * @param unfinishedLoad the load of history that was cut off, in one line; null if there is none
 */
public record PartitionsReport(
        String log,
        List<PartitionReport> partitions,
        @Nullable String unfinishedLoad) {

    public PartitionsReport {
        partitions = List.copyOf(partitions);
    }

    /** Looks at the log. */
    public static PartitionsReport of(ArchiveLog log) {
        return new PartitionsReport(log.name(), PartitionReport.of(log), unfinishedLoad(log));
    }

    static @Nullable String unfinishedLoad(ArchiveLog log) {
        UnfinishedLoad load = log.appender().unfinishedLoad();
        return load == null ? null : load.toString();
    }
}
