package io.varve.tiering.catalog;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * The table snapshots that the table still has, oldest first. A snapshot stays as long as its successor is younger than
 * the grace: so long a reader may still hold what it names. Immutable.
 */
final class History {

    /**
     * A table snapshot.
     *
     * @param first whether the empty table came before it
     * @param pinned whether a tag or branch names it
     * @param removed the places its commit took files away from, null if not read yet
     */
    record Step(
            long snapshotId,
            long timestampMillis,
            long sealedTo,
            boolean first,
            boolean pinned,
            @Nullable List<URI> removed) {

        Step with(List<URI> removedPlaces) {
            return new Step(snapshotId, timestampMillis, sealedTo, first, pinned, removedPlaces);
        }
    }

    private final List<Step> steps;

    private History(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    static History of(Table table) {
        Deque<Step> steps = new ArrayDeque<>();
        Set<Long> pinned = new HashSet<>();
        table.refs().forEach((name, ref) -> {
            if (!name.equals(SnapshotRef.MAIN_BRANCH)) {
                pinned.add(ref.snapshotId());
            }
        });
        Snapshot snapshot = table.currentSnapshot();
        while (snapshot != null) {
            steps.addFirst(step(snapshot, pinned.contains(snapshot.snapshotId()), null));
            Long parent = snapshot.parentId();
            snapshot = parent == null ? null : table.snapshot(parent);
        }
        return new History(new ArrayList<>(steps));
    }

    private static Step step(Snapshot snapshot, boolean pinned, @Nullable List<URI> removed) {
        String sealedTo = snapshot.summary().get(EventTable.SEALED_TO);
        if (sealedTo == null) {
            throw new CatalogException("table snapshot " + snapshot.snapshotId() + " has no " + EventTable.SEALED_TO
                    + ": it was not made by Varve");
        }
        return new Step(
                snapshot.snapshotId(),
                snapshot.timestampMillis(),
                Long.parseLong(sealedTo),
                snapshot.parentId() == null,
                pinned,
                removed);
    }

    History plus(Snapshot snapshot, List<URI> removed) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step(snapshot, false, removed));
        return new History(longer);
    }

    /** This history with the removed places of every snapshot but the oldest, read where they are not known. */
    History complete(LongFunction<List<URI>> removedBy) {
        List<Step> complete = new ArrayList<>(steps);
        for (int i = 1; i < complete.size(); i++) {
            Step step = complete.get(i);
            if (step.removed() == null) {
                complete.set(i, step.with(removedBy.apply(step.snapshotId())));
            }
        }
        return new History(complete);
    }

    /** The snapshots that were followed by another before the instant, oldest first, up to the first that must stay. */
    List<Long> followedBefore(long millis) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i + 1 < steps.size(); i++) {
            if (steps.get(i + 1).timestampMillis() >= millis || steps.get(i).pinned()) {
                break;
            }
            ids.add(steps.get(i).snapshotId());
        }
        return ids;
    }

    /** The id of the newest snapshot, null if there is none. */
    @Nullable
    Long newest() {
        return steps.isEmpty() ? null : steps.get(steps.size() - 1).snapshotId();
    }

    History without(int oldest) {
        return new History(steps.subList(oldest, steps.size()));
    }

    /**
     * What these snapshots name.
     *
     * @param millis if the first commit of all is not older than that, the empty table before it is retained as well
     */
    Retained retained(CatalogView current, long millis) {
        Set<URI> locations = new HashSet<>();
        current.files().forEach(file -> locations.add(file.location()));
        for (Step step : steps.subList(Math.min(1, steps.size()), steps.size())) {
            List<URI> removed = step.removed();
            if (removed == null) {
                throw new IllegalStateException("what snapshot " + step.snapshotId() + " removed is not read yet");
            }
            locations.addAll(removed);
        }
        long sealedTo = current.sealedTo();
        for (Step step : steps) {
            boolean emptyBefore = step.first() && step.timestampMillis() >= millis;
            sealedTo = Math.min(sealedTo, emptyBefore ? 0 : step.sealedTo());
        }
        return new Retained(locations, sealedTo);
    }
}
