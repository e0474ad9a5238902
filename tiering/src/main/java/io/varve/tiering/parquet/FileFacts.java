package io.varve.tiering.parquet;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.partition.Partition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of an event file without opening it. Times are microseconds since 1970-01-01T00:00:00Z.
 *
 * @param fileName name of the file, see {@link EventFileName}
 * @param partition the partition all events lie in
 * @param firstPosition position of the first event
 * @param lastPosition position of the last event
 * @param events number of events
 * @param rawBytes bytes of all contents before encoding
 * @param bytes length of the file
 * @param sha256 of the whole file
 * @param digest of the events, see docs/format.md
 * @param previous link of the chain before the file
 * @param chain link of the chain at the end of the file
 * @param minRecordedAtMicros log time of the first event
 * @param maxRecordedAtMicros log time of the last event
 * @param minTimeMicros least business time; null if no event has one
 * @param maxTimeMicros greatest business time; null if no event has one
 * @param progress of sources at the end of the file, by source
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
public record FileFacts(
        String fileName,
        Partition partition,
        long firstPosition,
        long lastPosition,
        long events,
        long rawBytes,
        long bytes,
        byte[] sha256,
        byte[] digest,
        ChainLink previous,
        ChainLink chain,
        long minRecordedAtMicros,
        long maxRecordedAtMicros,
        @Nullable Long minTimeMicros,
        @Nullable Long maxTimeMicros,
        Map<String, byte[]> progress) {

    public FileFacts {
        if (sha256.length != Sha256.BYTES || digest.length != Sha256.BYTES) {
            throw new IllegalArgumentException("a digest has 32 bytes");
        }
        if (events != lastPosition - firstPosition + 1) {
            throw new IllegalArgumentException(
                    events + " events on positions " + firstPosition + " to " + lastPosition);
        }
        progress = Map.copyOf(progress);
    }
}
