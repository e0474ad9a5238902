package io.varve.tiering.protection;

import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotEvent;
import io.varve.ingest.hot.HotLog;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Cuts the hot tier into segments: whole batches, as many as fit. */
final class SegmentCutter {

    private final HotLog hot;
    private final UUID logId;
    private final int maxBytes;

    SegmentCutter(HotLog hot, UUID logId, int maxBytes) {
        this.hot = hot;
        this.logId = logId;
        this.maxBytes = maxBytes;
    }

    /**
     * The next segment.
     *
     * @param from its first position, held by the hot tier
     * @param head what lies at or past it is not durable; after {@code from}
     */
    Segment cut(long from, long head) {
        List<HotBatch> batches = new ArrayList<>();
        long bytes = Segment.HEADER_BYTES + Segment.CRC_BYTES;
        try (HotCursor cursor = hot.read(from, head)) {
            List<HotEvent> events = new ArrayList<>();
            while (cursor.next()) {
                events.add(new HotEvent(cursor.version(), cursor.content()));
                if (cursor.lastOfBatch()) {
                    HotBatch batch = new HotBatch(
                            cursor.position() + 1 - events.size(),
                            cursor.recordedAtMicros(),
                            cursor.batchProgress(),
                            events);
                    bytes += batch.encodedBytes();
                    if (bytes > maxBytes && !batches.isEmpty()) {
                        break;
                    }
                    batches.add(batch);
                    events.clear();
                }
            }
        }
        return new Segment(logId, batches);
    }
}
