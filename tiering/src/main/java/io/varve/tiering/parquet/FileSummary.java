package io.varve.tiering.parquet;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums up the runs of a file, in position order, to its facts. Not thread-safe. */
final class FileSummary {

    private long rawBytes;
    private long minRecordedAt;
    private long maxRecordedAt;
    private @Nullable Long minTime;
    private @Nullable Long maxTime;
    private boolean empty = true;

    void add(Run run) {
        rawBytes += run.rawBytes();
        minRecordedAt = empty ? run.minRecordedAtMicros() : minRecordedAt;
        maxRecordedAt = run.maxRecordedAtMicros();
        empty = false;
    }

    /** Counts business times: those of a run or a single one. */
    void addTimes(long least, long greatest) {
        minTime = minTime == null ? least : Math.min(minTime, least);
        maxTime = maxTime == null ? greatest : Math.max(maxTime, greatest);
    }

    FileFacts facts(
            EventFileName name,
            long fileBytes,
            byte[] digest,
            ChainLink previous,
            ChainLink chain,
            Map<String, byte[]> progress) {
        return new FileFacts(
                name.format(),
                name.partition(),
                name.firstPosition(),
                name.lastPosition(),
                name.lastPosition() - name.firstPosition() + 1,
                rawBytes,
                fileBytes,
                name.sha256(),
                digest,
                previous,
                chain,
                minRecordedAt,
                maxRecordedAt,
                minTime,
                maxTime,
                progress);
    }
}
