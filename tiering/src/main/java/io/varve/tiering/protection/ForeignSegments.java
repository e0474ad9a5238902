package io.varve.tiering.protection;

import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotEvent;
import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.store.LogSources;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments that this data directory has not noted: shipped before it was recovered, or by a newer copy of it that is
 * lost. Those whose events the log holds are taken over; the others would pass for events that the log is yet to get,
 * so they are put elsewhere in the bucket. None is destroyed.
 */
final class ForeignSegments {

    private static final Logger LOG = LoggerFactory.getLogger(ForeignSegments.class);

    private final LogSources sources;
    private final LogBucket bucket;

    ForeignSegments(LogSources sources, LogBucket bucket) {
        this.sources = sources;
        this.bucket = bucket;
    }

    /** Whether the segment holds events of this log as it is; if not, it has been put aside. */
    boolean adopt(ObjectInfo object, SegmentName name, long head) throws IOException {
        if (name.lastPosition() < sources.catalog().get().sealedTo()) {
            return true; // its positions lie in files
        }
        byte[] bytes = StoredBytes.read(bucket.store(), object);
        if (name.lastPosition() < head && isOfTheLog(object, bytes, head)) {
            return true;
        }
        putAside(object, name, bytes);
        LOG.warn(
                "segment {} in the bucket holds events that log '{}', which ends at position {}, does not: it was put"
                        + " aside at {}",
                name.format(),
                sources.log(),
                head,
                bucket.store().uri(bucket.layout().setAsideKey(name.format())));
        return false;
    }

    private boolean isOfTheLog(ObjectInfo object, byte[] bytes, long head) {
        Segment segment;
        try {
            segment = Segment.decode(bucket.store().uri(object.key()).toString(), bytes);
        } catch (DamagedSegmentException e) {
            LOG.warn("{}", e.getMessage());
            return false;
        }
        long from = Math.max(segment.firstPosition(), sources.hot().firstPosition());
        try (HotCursor hot = sources.hot().read(from, head)) {
            for (HotBatch batch : segment.batches()) {
                if (batch.endPosition() > from && !isSame(batch.from(from), hot)) {
                    return false;
                }
            }
        }
        return segment.logId().equals(bucket.layout().logId());
    }

    private static boolean isSame(HotBatch batch, HotCursor hot) {
        for (HotEvent event : batch.events()) {
            boolean same = hot.next()
                    && hot.version() == event.version()
                    && hot.recordedAtMicros() == batch.recordedAtMicros()
                    && Arrays.equals(hot.content(), event.content());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private void putAside(ObjectInfo object, SegmentName name, byte[] bytes) throws IOException {
        ObjectStore store = bucket.store();
        String key = bucket.layout().setAsideKey(name.format());
        ObjectInfo there = store.find(key).orElse(null);
        if (there == null) {
            StoredBytes.put(
                    store, key, bytes, bucket.temporary(), UUID.randomUUID().toString());
            there = store.find(key).orElse(null);
        }
        if (!StoredBytes.isSame(store, there, bytes)) {
            throw new IOException(store.uri(key) + " is not the segment that was to be put aside there");
        }
        store.delete(object.key());
    }
}
