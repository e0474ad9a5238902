package io.varve.tiering.protection;

import io.varve.ingest.hot.HotBatch;
import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of a log's segments in position order, whatever overlaps failed attempts have left. A segment that
 * is damaged is passed over where another one holds its positions too. Holds one segment in memory. For one thread.
 */
public final class SegmentReader {

    private final ObjectStore store;
    private final BucketLayout layout;
    private final Consumer<String> warnings;
    private final Map<SegmentName, ObjectInfo> usable = new HashMap<>();
    private final Set<SegmentName> read = new HashSet<>();
    private List<HotBatch> batches = List.of();

    /**
     * @param segments objects of the log's segments; others are passed over
     * @param warnings is told of each segment that cannot be used
     */
    public SegmentReader(ObjectStore store, BucketLayout layout, List<ObjectInfo> segments, Consumer<String> warnings) {
        this.store = store;
        this.layout = layout;
        this.warnings = warnings;
        for (ObjectInfo object : segments) {
            SegmentName.ofKey(object.key()).ifPresent(name -> usable.put(name, object));
        }
    }

    /** What there is, as far as nothing is known to be damaged. */
    public List<SegmentName> names() {
        return new ArrayList<>(usable.keySet());
    }

    /** The segments that were found whole and read so far. */
    public Set<SegmentName> read() {
        return Set.copyOf(read);
    }

    /**
     * The batch that holds this position, without the events before it; null if no segment that can be read holds it.
     *
     * @throws IOException if the store could not be read
     */
    public @Nullable HotBatch batchFrom(long position) throws IOException {
        HotBatch found = inMemory(position);
        while (found == null) {
            SegmentName next = usable.keySet().stream()
                    .filter(name -> name.holds(position))
                    .max(Comparator.comparingLong(SegmentName::lastPosition).thenComparing(SegmentName::attempt))
                    .orElse(null);
            if (next == null) {
                return null;
            }
            load(next);
            found = inMemory(position);
        }
        return found.from(position);
    }

    private @Nullable HotBatch inMemory(long position) {
        int low = 0;
        int high = batches.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            HotBatch batch = batches.get(middle);
            if (position < batch.firstPosition()) {
                high = middle - 1;
            } else if (position >= batch.endPosition()) {
                low = middle + 1;
            } else {
                return batch;
            }
        }
        return null;
    }

    private void load(SegmentName name) throws IOException {
        ObjectInfo object = usable.get(name);
        if (object == null) {
            throw new IllegalArgumentException("no segment " + name.format());
        }
        try {
            batches = decode(name, object).batches();
            read.add(name);
        } catch (DamagedSegmentException | NoSuchObjectException e) {
            warnings.accept(String.valueOf(e.getMessage()));
            usable.remove(name);
        }
    }

    private Segment decode(SegmentName name, ObjectInfo object) throws IOException {
        try {
            return decodeOnce(name, object);
        } catch (DamagedSegmentException e) {
            return decodeOnce(name, object); // events are not given up for what happened on the way here
        }
    }

    private Segment decodeOnce(SegmentName name, ObjectInfo object) throws IOException {
        String location = store.uri(object.key()).toString();
        if (object.bytes() > Segment.MAX_BYTES) {
            throw new DamagedSegmentException(
                    location, "has " + object.bytes() + " bytes, more than one can have", null);
        }
        Segment segment = Segment.decode(location, StoredBytes.read(store, object));
        boolean isTheOne = segment.logId().equals(layout.logId())
                && segment.firstPosition() == name.firstPosition()
                && segment.lastPosition() == name.lastPosition();
        if (!isTheOne) {
            throw new DamagedSegmentException(location, "does not hold what its name says", null);
        }
        return segment;
    }
}
