package io.varve.server.report;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.Skipped;
import io.varve.query.snapshot.SnapshotRules;
import io.varve.query.snapshot.SnapshotStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one aggregate.
 *
 * @param snapshots by projection, newest first
 * @param unsound those that are of no use, each in words
 */
public record AggregateSnapshots(List<Stored> snapshots, List<String> unsound) {

    public AggregateSnapshots {
        snapshots = List.copyOf(snapshots);
        unsound = List.copyOf(unsound);
    }

    /**
     * One snapshot.
     *
     * @param position of the last event folded
     * @param version of that event; -1 in a snapshot of the whole log
     * @param events how many were folded
     * @param recordedAt log time of the last one
     * @param bytes of the state
     */
    public record Stored(
            ProjectionKey projection, long position, long version, long events, Instant recordedAt, long bytes) {}

    /** @param projection by this one alone; by any if null */
    public static AggregateSnapshots of(SnapshotStore store, @Nullable String projection, AggregateId aggregate) {
        List<Stored> snapshots = new ArrayList<>();
        List<String> unsound = new ArrayList<>();
        for (ProjectionKey key : store.projections(projection)) {
            SnapshotStore.Found found = store.find(key, aggregate, SnapshotRules.MAX_KEPT);
            found.snapshots()
                    .forEach(kept -> snapshots.add(new Stored(
                            key,
                            kept.snapshot().position(),
                            kept.snapshot().version(),
                            kept.snapshot().events(),
                            Micros.instant(kept.snapshot().recordedAtMicros()),
                            kept.snapshot().state().length)));
            for (Skipped skipped : found.unsound()) {
                unsound.add("a snapshot by " + key + " is of no use, " + skipped.text());
            }
        }
        return new AggregateSnapshots(snapshots, unsound);
    }

    /** Writes them as the fields of a JSON object. */
    public void write(JsonReport json) throws IOException {
        json.array(
                        "snapshots",
                        snapshots,
                        (each, stored) -> each.field(
                                        "projection", stored.projection().name())
                                .field("projectionVersion", stored.projection().version())
                                .field("fingerprint", stored.projection().fingerprint())
                                .field("position", stored.position())
                                .field("version", stored.version())
                                .field("events", stored.events())
                                .field("recordedAt", stored.recordedAt())
                                .field("bytes", stored.bytes()))
                .texts("unsound", unsound);
    }
}
