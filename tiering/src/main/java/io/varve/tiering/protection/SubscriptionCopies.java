package io.varve.tiering.protection;

import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps copies of a log's subscriptions in the bucket: they are in no event, and are derived from nothing. The newest
 * counts; it is of all subscriptions, so that one that was deleted stays so. To be used by one thread at a time.
 */
final class SubscriptionCopies {

    private static final int KEPT = 5;

    private final LogBucket bucket;
    private final ObjectStore store;
    private final Supplier<byte[]> subscriptions;
    private byte @Nullable [] newest;
    private @Nullable List<String> keys;

    /** @param subscriptions all of the log, in their stored form; fails if one cannot be read */
    SubscriptionCopies(LogBucket bucket, Supplier<byte[]> subscriptions) {
        this.bucket = bucket;
        this.store = bucket.store();
        this.subscriptions = subscriptions;
        this.newest = bucket.isProtected() ? read() : null;
    }

    /** A copy that was taken and is yet to be put. */
    @FunctionalInterface
    interface Taken {

        /** @throws IOException if the newest copy in the bucket is not known to be this one */
        void put() throws IOException;
    }

    /**
     * Puts the first copy of this process, before it ships any event, and removes those before it. They may be of a
     * history that a recovery has cut off: beside events that have the same positions now, they would say that these
     * are acknowledged. Should the first copy be ahead of the events in the bucket, a recovery cuts it to their end.
     * Where subscriptions cannot be read nothing is done: events wait for nobody.
     *
     * @throws IOException if it is not known to be there
     */
    void begin() throws IOException {
        byte[] copy = keys == null ? read() : null;
        if (copy != null) {
            put(copy);
        }
    }

    /**
     * Takes a copy, to be put when the events are in the bucket that were durable by now: so no copy there is ahead of
     * the events there. That it could not be taken is told when it is to be put, and holds no event up.
     */
    Taken take() {
        try {
            byte[] copy = subscriptions.get();
            return () -> put(copy);
        } catch (RuntimeException e) {
            return () -> {
                throw new IOException(
                        "how far the consumers of log '" + bucket.layout().log()
                                + "' have come has no new copy in the bucket: " + e.getMessage(),
                        e);
            };
        }
    }

    /** Whether they have changed since a copy was put, or since the log was opened, or cannot be read. */
    boolean isBehind() {
        byte[] now = read();
        return now == null || !Arrays.equals(newest, now);
    }

    private byte @Nullable [] read() {
        try {
            return subscriptions.get();
        } catch (RuntimeException e) {
            return null; // is told when it is to be put
        }
    }

    private void put(byte[] copy) throws IOException {
        List<String> there = keys;
        if (there != null && Arrays.equals(newest, copy)) {
            return;
        }
        keys = null; // after a failure half way it begins anew
        keys = there == null ? putFirst(copy) : putNext(copy, there);
        newest = copy;
    }

    private List<String> putFirst(byte[] copy) throws IOException {
        List<ObjectInfo> listed = listed();
        List<String> there =
                new ArrayList<>(listed.stream().map(ObjectInfo::key).toList());
        ObjectInfo last = listed.isEmpty() ? null : listed.get(listed.size() - 1);
        if (!StoredBytes.isSame(store, last, copy)) {
            there.add(stored(copy, there));
        }
        return trimmed(there, 1);
    }

    private List<String> putNext(byte[] copy, List<String> there) throws IOException {
        there.add(stored(copy, there));
        return trimmed(there, KEPT);
    }

    private String stored(byte[] copy, List<String> there) throws IOException {
        long number = there.isEmpty()
                ? 0
                : bucket.layout()
                                .subscriptionsNumber(there.get(there.size() - 1))
                                .orElseThrow()
                        + 1;
        String key = bucket.layout().subscriptionsKey(number);
        StoredBytes.put(store, key, copy, bucket.temporary(), UUID.randomUUID().toString());
        return key;
    }

    private List<String> trimmed(List<String> there, int kept) throws IOException {
        while (there.size() > kept) {
            store.delete(there.get(0));
            there.remove(0);
        }
        return there;
    }

    private List<ObjectInfo> listed() throws IOException {
        return store.list(bucket.layout().subscriptionsPrefix()).stream()
                .filter(object ->
                        bucket.layout().subscriptionsNumber(object.key()).isPresent())
                .toList();
    }
}
