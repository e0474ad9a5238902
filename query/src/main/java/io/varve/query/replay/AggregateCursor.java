package io.varve.query.replay;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.index.EventLocation;
import io.varve.ingest.index.FileLocation;
import io.varve.ingest.index.HotLocation;
import io.varve.ingest.index.IndexGapException;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Tier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one aggregate in version order. The index says where they lie, the plan which of these places
 * may hold what is wanted; several places are read at a time. When the catalog changes meanwhile, and a place can no
 * longer be read, the rest is looked up anew.
 */
final class AggregateCursor extends ReplayCursor {

    /** So often in a row, with no event between, the places may change under the cursor. */
    private static final int MAX_MOVES = 8;

    private final Reading reading;
    private final ReplayRequest request;
    private final AggregateId aggregate;
    private final long head;
    private final long from;
    private final long to;
    private final Deque<AggregateRead> waiting = new ArrayDeque<>();
    private final Deque<AggregateRead> begun = new ArrayDeque<>();
    private boolean located;
    private long viewNumber;
    private long nextVersion;
    private long resumeFrom;
    private long failedAt = -1;
    private int failures;
    private @Nullable AggregateRead current;
    private List<RecordedEvent> events = List.of();
    private int row;

    AggregateCursor(Reading reading, ReplayRequest request, AggregateId aggregate, long head, ReplayPlan plan) {
        this.reading = reading.counting(tally());
        this.request = request;
        this.aggregate = aggregate;
        this.head = head;
        this.from = plan.from();
        this.to = plan.to();
        this.resumeFrom = plan.from();
        this.nextVersion = request.fromVersion();
    }

    @Override
    @Nullable
    RecordedEvent advance() {
        if (!located) {
            locate();
            located = true;
        }
        while (true) {
            AggregateRead read = current;
            if (read == null || row == events.size()) {
                if (!goOn()) {
                    return null;
                }
                continue;
            }
            RecordedEvent event = events.get(row++);
            check(event, read.file());
            if (event.position() >= to || nextVersion >= request.toVersion()) {
                return null;
            }
            nextVersion++;
            if (event.position() >= from) {
                resumeFrom = event.position() + 1;
                if (request.wants(event)) {
                    CatalogFile file = read.file();
                    deliver(file == null ? Tier.HOT : file.tier(), event);
                    return event;
                }
            }
        }
    }

    /** Looks up where the events from the next version on lie. */
    private void locate() {
        for (int tries = 1; ; tries++) {
            Reading.Planned planned = reading.planned(request.withPositions(from, to), head);
            CatalogView view = planned.view();
            viewNumber = view.number();
            try {
                List<EventLocation> locations = reading.sources()
                        .index()
                        .locate(aggregate, nextVersion, view.sealedTo(), Math.max(head, view.sealedTo()));
                // What a move forgets, it forgets after its commit: the same view afterwards means all was there.
                if (newestView() == viewNumber) {
                    waiting.addAll(AggregateRead.of(reading, upTo(request.toVersion(), locations), planned));
                    return;
                }
            } catch (IndexGapException | AggregateRead.UnknownPlaceException e) {
                if (newestView() == viewNumber) {
                    throw failure(null, "the index does not lead to all its events: " + e.getMessage(), e);
                }
            }
            if (tries > MAX_MOVES) {
                throw failure(null, "the catalog changed " + tries + " times during the lookup", null);
            }
        }
    }

    /** The places of versions below the end. */
    private static List<EventLocation> upTo(long endVersion, List<EventLocation> locations) {
        List<EventLocation> wanted = new ArrayList<>(locations.size());
        for (EventLocation location : locations) {
            long left = endVersion - location.firstVersion();
            if (left <= 0) {
                break;
            }
            if (location instanceof FileLocation rows && rows.count() > left) {
                wanted.add(new FileLocation(rows.firstVersion(), rows.runFirstPosition(), rows.firstRow(), (int) left));
            } else if (location instanceof HotLocation hot && hot.positions().length > left) {
                wanted.add(new HotLocation(hot.firstVersion(), Arrays.copyOf(hot.positions(), (int) left)));
            } else {
                wanted.add(location);
            }
        }
        return wanted;
    }

    private long newestView() {
        return reading.sources().catalog().get().number();
    }

    private boolean goOn() {
        closeCurrent();
        AggregateRead next = begun.isEmpty() ? waiting.poll() : begun.poll();
        if (next == null) {
            return false;
        }
        readOn();
        current = next;
        nextVersion = Math.max(nextVersion, next.firstVersion());
        try {
            events = next.take();
        } catch (RuntimeException e) {
            leave(next, e);
        }
        return true;
    }

    private void readOn() {
        while (true) {
            AggregateRead next = waiting.peek();
            if (next == null || begun.size() >= next.lane().reads() || !next.begin()) {
                return;
            }
            begun.add(waiting.remove());
        }
    }

    /** Leaves a place that cannot be read, if the catalog has changed since it was looked up. */
    private void leave(AggregateRead failed, RuntimeException cause) {
        closeCurrent();
        giveUpReads();
        failures = nextVersion == failedAt ? failures + 1 : 1;
        failedAt = nextVersion;
        if (newestView() == viewNumber || failures > MAX_MOVES) {
            throw failure(failed.file(), "cannot be read: " + cause.getMessage(), cause);
        }
        locate();
    }

    private void check(RecordedEvent event, @Nullable CatalogFile file) {
        if (!event.event().subject().equals(aggregate) || event.version() != nextVersion) {
            throw failure(
                    file,
                    "holds version " + event.version() + " of aggregate '"
                            + event.event().subject() + "' at position " + event.position() + " where the index names"
                            + " version " + nextVersion + " of '" + aggregate + "'",
                    null);
        }
    }

    private ReplayException failure(@Nullable CatalogFile file, String problem, @Nullable Throwable cause) {
        AggregateRead read = current;
        return file == null && read == null
                ? ReplayException.of(reading.sources().log(), resumeFrom, problem, cause)
                : ReplayException.in(reading.sources().log(), file, resumeFrom, problem, cause);
    }

    private void closeCurrent() {
        AggregateRead read = current;
        current = null;
        events = List.of();
        row = 0;
        if (read != null) {
            read.close();
        }
    }

    private void giveUpReads() {
        waiting.clear();
        while (!begun.isEmpty()) {
            begun.remove().close();
        }
    }

    @Override
    void release() {
        closeCurrent();
        giveUpReads();
    }
}
