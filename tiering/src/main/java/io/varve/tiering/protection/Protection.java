package io.varve.tiering.protection;

import io.varve.tiering.bucket.BucketNotes;
import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.store.LogSources;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ships the hot events of one log to the bucket as they come, and removes from there what sealed files have replaced.
 * It holds the log's moves up in nothing. Thread-safe.
 *
 * <p>A put whose outcome is not known is looked for in the bucket's list before anything else is shipped. Segments that
 * failed attempts left may overlap; they hold equal events.
 */
public final class Protection {

    private static final Logger LOG = LoggerFactory.getLogger(Protection.class);
    private static final long SMALL_BYTES = 1 << 20;
    private static final int SMALL_SEGMENTS = 60;

    private final LogSources sources;
    private final LogBucket bucket;
    private final ObjectStore store;
    private final BucketNotes notes;
    private final InstantSource clock;
    private final SegmentCutter cutter;
    private final ForeignSegments foreign;
    private final @Nullable SubscriptionCopies subscriptions;
    private final Map<SegmentName, Long> segmentBytes = new HashMap<>();
    private boolean looked;
    private volatile @Nullable Instant lastShipped;

    /** Of a log that nobody subscribes to. */
    public Protection(LogSources sources, LogBucket bucket, InstantSource clock) {
        this(sources, bucket, clock, null);
    }

    /** @param subscriptions all of the log in one, in their stored form; fails if one cannot be read. Null for none */
    public Protection(
            LogSources sources, LogBucket bucket, InstantSource clock, @Nullable Supplier<byte[]> subscriptions) {
        this.sources = sources;
        this.bucket = bucket;
        this.store = bucket.store();
        this.notes = bucket.notes();
        this.clock = clock;
        this.cutter = new SegmentCutter(sources.hot(), bucket.layout().logId(), Segment.MAX_BYTES);
        this.foreign = new ForeignSegments(sources, bucket);
        this.subscriptions = subscriptions == null ? null : new SubscriptionCopies(bucket, subscriptions);
    }

    /** Whether anything is shipped at all. */
    public boolean isOn() {
        return bucket.isProtected();
    }

    /** The first position that the bucket is not known to hold; no server is asked. */
    public long protectedTo() {
        return shipped().coveredTo(0);
    }

    /** How many events below the head the bucket is not known to hold; no server is asked. */
    public long unprotected() {
        return shipped().missingBelow(sources.head().getAsLong());
    }

    /** When all that was there was last found shipped, since this was opened. */
    public Optional<Instant> lastShipped() {
        return Optional.ofNullable(lastShipped);
    }

    /**
     * Ships all hot events below the head that are not yet shipped, then how far consumers have come, and removes
     * segments whose events lie in files that are in the bucket. The first call lists what is there; later ones ask no
     * server where there is nothing to do.
     *
     * @throws IOException if it failed; the next call goes on where this one stopped
     */
    public synchronized void ship() throws IOException {
        Instant began = clock.instant();
        if (subscriptions != null) {
            subscriptions.begin();
        }
        SubscriptionCopies.Taken consumers = subscriptions == null ? () -> {} : subscriptions.take();
        long head = sources.head().getAsLong();
        try {
            shipTo(head);
        } catch (IOException | RuntimeException e) {
            looked = false;
            throw e;
        }
        try {
            consumers.put();
            lastShipped = began;
        } finally {
            bucket.manifest().putIfBehind();
        }
        if (!bucket.manifest().isBehind()) {
            removeReplaced();
        }
    }

    /**
     * Ships what is left before the process ends, if anything is; else no server is asked. A failure is logged with the
     * number of events that it leaves unprotected.
     */
    public synchronized void shipRest() {
        if (!isOn() || isAllShipped()) {
            return;
        }
        try {
            ship();
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "{} events of log '{}', or how far its consumers have come, lie on local disk only and have no copy"
                            + " in the bucket: {}",
                    unprotected(),
                    sources.log(),
                    e.getMessage());
        }
    }

    private boolean isAllShipped() {
        return shipped().coveredTo(sources.catalog().get().sealedTo())
                        >= sources.head().getAsLong()
                && (subscriptions == null || !subscriptions.isBehind());
    }

    private void shipTo(long head) throws IOException {
        long sealedTo = sources.catalog().get().sealedTo();
        if (!looked && sealedTo < head) {
            look(head);
        }
        if (shipped().coveredTo(sealedTo) >= head) {
            return;
        }
        long from = shipped().coveredTo(sealedTo);
        List<SegmentName> tail = Shipped.tail(segmentBytes, sealedTo, SMALL_BYTES);
        boolean isAnew = tail.size() >= SMALL_SEGMENTS;
        if (isAnew) {
            from = tail.get(tail.size() - 1).firstPosition();
        }
        List<SegmentName> put = new ArrayList<>();
        while (from < head) {
            SegmentName name = put(cutter.cut(from, head), isAnew);
            put.add(name);
            from = name.lastPosition() + 1;
        }
        for (SegmentName small : isAnew ? tail : List.<SegmentName>of()) {
            if (put.stream().anyMatch(small::liesWithin)) {
                remove(small);
            }
        }
    }

    private SegmentName put(Segment segment, boolean readBack) throws IOException {
        SegmentName name = new SegmentName(
                segment.firstPosition(),
                segment.lastPosition(),
                UUID.randomUUID().toString());
        String key = bucket.layout().segmentKey(name.format());
        byte[] bytes = segment.encode();
        // Noted before it is tried: one that is found later is known to be this log's own.
        notes.segment(name.format(), false);
        StoredBytes.put(store, key, bytes, bucket.temporary(), name.attempt());
        if (readBack && !StoredBytes.isSame(store, store.find(key).orElse(null), bytes)) {
            throw new DamagedSegmentException(store.uri(key).toString(), "reads back altered", null);
        }
        notes.segment(name.format(), true);
        segmentBytes.put(name, (long) bytes.length);
        return name;
    }

    /** Compares what is noted with what the bucket holds. */
    private void look(long head) throws IOException {
        Map<String, Boolean> noted = new HashMap<>(notes.segments());
        segmentBytes.clear();
        for (ObjectInfo object : store.list(bucket.layout().segmentPrefix())) {
            SegmentName name = SegmentName.ofKey(object.key()).orElse(null);
            if (name == null) {
                continue;
            }
            Boolean known = noted.remove(name.format());
            if (known == null && !isAdopted(object, name, head)) {
                continue;
            }
            if (!Boolean.TRUE.equals(known)) {
                notes.segment(name.format(), true);
            }
            segmentBytes.put(name, object.bytes());
        }
        noted.forEach((name, shipped) -> {
            if (shipped) {
                LOG.warn("segment {} of log '{}' is gone from the bucket; it is shipped again", name, sources.log());
                notes.forgetSegment(name);
            }
        });
        looked = true;
    }

    private boolean isAdopted(ObjectInfo object, SegmentName name, long head) throws IOException {
        try {
            return foreign.adopt(object, name, head);
        } catch (NoSuchObjectException e) {
            return false; // the list shows what is deleted
        }
    }

    /** Removes segments whose events all lie in files that are in the bucket, read back and compared. */
    private void removeReplaced() throws IOException {
        long filesTo = shipped().filesTo();
        List<SegmentName> replaced = notes.segments().keySet().stream()
                .map(SegmentName::parse)
                .filter(name -> name.lastPosition() < filesTo)
                .sorted(Comparator.comparingLong(SegmentName::firstPosition))
                .toList();
        for (SegmentName name : replaced) {
            remove(name);
        }
    }

    private void remove(SegmentName name) throws IOException {
        store.delete(bucket.layout().segmentKey(name.format()));
        notes.forgetSegment(name.format());
        segmentBytes.remove(name);
    }

    private Shipped shipped() {
        return Shipped.of(sources.catalog().get(), notes);
    }
}
