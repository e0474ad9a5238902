package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What one reader's reads cost, whichever threads make them. Files are shared by readers, so a tally is bound to the
 * thread for as long as it reads; who hands a read on to another thread takes {@link #current()} along. Thread-safe.
 */
public final class ReadTally {

    private static final ThreadLocal<ReadTally> CURRENT = ThreadLocal.withInitial(ReadTally::new);

    private final Set<URI> files = ConcurrentHashMap.newKeySet();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder gets = new LongAdder();
    private long hotEvents;
    private long warmEvents;
    private long coldEvents;

    /** The tally that this thread's reads go to; one that nobody looks at, if it was given none. */
    public static ReadTally current() {
        return CURRENT.get();
    }

    /** Does something in this thread whose reads go to this tally. */
    public <T> T during(Supplier<T> work) {
        ReadTally before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** A file was opened for this reader, or found open. */
    public void opened(CatalogFile file) {
        files.add(file.location());
    }

    /** Bytes were read from a local file. */
    public void read(long count) {
        bytes.add(count);
    }

    /** Bytes were read from the object store by so many requests. */
    public void got(int requests, long count) {
        gets.add(requests);
        bytes.add(count);
    }

    /** The reader was given an event from this tier. For the reader's thread. */
    public void delivered(Tier tier) {
        switch (tier) {
            case HOT -> hotEvents++;
            case WARM -> warmEvents++;
            case COLD -> coldEvents++;
        }
    }

    /** The events given so far do not count: they were only looked at. For the reader's thread. */
    public void forgetEvents() {
        hotEvents = 0;
        warmEvents = 0;
        coldEvents = 0;
    }

    /** How many different files. */
    public int files() {
        return files.size();
    }

    /** Bytes read from files, wherever they lie. */
    public long bytes() {
        return bytes.sum();
    }

    /** Requests to the object store. */
    public long gets() {
        return gets.sum();
    }

    /** Events given to the reader, from each tier. For the reader's thread. */
    public Map<Tier, Long> events() {
        return new EnumMap<>(Map.of(Tier.HOT, hotEvents, Tier.WARM, warmEvents, Tier.COLD, coldEvents));
    }
}
