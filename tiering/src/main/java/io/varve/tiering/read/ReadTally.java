package io.varve.tiering.read;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one reader reads, in however many threads. The parts that read do not know for whom: each thread says so
 * by {@link #during} before it begins, and what it then reads is counted here. Thread-safe.
 */
public final class ReadTally {

    private static final ThreadLocal<@Nullable ReadTally> CURRENT = new ThreadLocal<>();

    private final Set<URI> files = ConcurrentHashMap.newKeySet();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder cachedBytes = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder fetchedBytes = new LongAdder();

    /** Does a read and counts what this thread reads in it. */
    public <T> T during(Supplier<T> read) {
        ReadTally outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return read.get();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** The reader whose reads this thread does now opens a file. */
    public static void opens(URI file) {
        ReadTally tally = CURRENT.get();
        if (tally != null) {
            tally.files.add(file);
        }
    }

    /** It looks at bytes of a file. */
    public static void reads(long count) {
        ReadTally tally = CURRENT.get();
        if (tally != null) {
            tally.bytes.add(count);
        }
    }

    /** It found bytes in the local cache. */
    public static void findsCached(long count) {
        ReadTally tally = CURRENT.get();
        if (tally != null) {
            tally.cachedBytes.add(count);
        }
    }

    /** It asks the object store for so many bytes in one request. */
    public static void fetches(long count) {
        ReadTally tally = CURRENT.get();
        if (tally != null) {
            tally.requests.increment();
            tally.fetchedBytes.add(count);
        }
    }

    /** What was counted so far. */
    public ReadStatistics statistics() {
        return new ReadStatistics(files.size(), bytes.sum(), cachedBytes.sum(), requests.sum(), fetchedBytes.sum());
    }
}
