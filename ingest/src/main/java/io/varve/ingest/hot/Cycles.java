package io.varve.ingest.hot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The cycles that hold events, by position, and who reads them. Thread-safe.
 *
 * <p>Counts the readers too: memory that a reader may touch must stay mapped after the log is closed, until the last
 * reader is.
 */
final class Cycles {

    private final NavigableMap<Long, Cycle> byFirstPosition = new TreeMap<>();
    private final Runnable afterLastReader;
    private int readers;
    private boolean closed;

    Cycles(Collection<Cycle> found, Runnable afterLastReader) {
        found.forEach(this::add);
        this.afterLastReader = afterLastReader;
    }

    synchronized void add(Cycle cycle) {
        byFirstPosition.put(cycle.firstPosition(), cycle);
    }

    synchronized @Nullable Cycle oldest() {
        return byFirstPosition.isEmpty() ? null : byFirstPosition.firstEntry().getValue();
    }

    synchronized @Nullable Cycle newest() {
        return byFirstPosition.isEmpty() ? null : byFirstPosition.lastEntry().getValue();
    }

    /** The cycle in which the position lies, or the newest one if it lies past the end; null if there is none. */
    synchronized @Nullable Cycle at(long position) {
        var entry = byFirstPosition.floorEntry(position);
        return entry == null ? null : entry.getValue();
    }

    synchronized List<Cycle> all() {
        return List.copyOf(byFirstPosition.values());
    }

    /**
     * Keeps the cycles of the range from being released until {@link #unpin}.
     *
     * @throws HotLogException if the log begins after {@code from}
     */
    synchronized void pin(long from, long to) {
        if (closed) {
            throw new IllegalStateException("the hot log is closed");
        }
        if (from < to) {
            if (byFirstPosition.isEmpty() || from < byFirstPosition.firstKey()) {
                Object begin = byFirstPosition.isEmpty() ? "nowhere" : byFirstPosition.firstKey();
                throw new HotLogException("position " + from + " is not in the hot log, which begins at " + begin);
            }
            range(from, to).forEach(Cycle::pin);
        }
        readers++;
    }

    void unpin(long from, long to) {
        boolean last;
        synchronized (this) {
            if (from < to) {
                range(from, to).forEach(Cycle::unpin);
            }
            readers--;
            last = closed && readers == 0;
        }
        if (last) {
            afterLastReader.run();
        }
    }

    /** Takes out the oldest cycles that end at the position or before, up to the first that must stay. */
    synchronized List<Cycle> takeReleasable(long endPosition) {
        List<Cycle> taken = new ArrayList<>();
        while (byFirstPosition.size() > 1) {
            Cycle oldest = byFirstPosition.firstEntry().getValue();
            if (oldest.endPosition() > endPosition || oldest.pinned()) {
                break;
            }
            byFirstPosition.pollFirstEntry();
            taken.add(oldest);
        }
        return taken;
    }

    /** Lets no new reader in. */
    void close() {
        boolean last;
        synchronized (this) {
            last = !closed && readers == 0;
            closed = true;
        }
        if (last) {
            afterLastReader.run();
        }
    }

    private Collection<Cycle> range(long from, long to) {
        return byFirstPosition
                .subMap(byFirstPosition.floorKey(from), true, to, false)
                .values();
    }
}
