package io.varve.tiering.catalog;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.jspecify.annotations.Nullable;

/** One commit to be: the view and definition it leads to, and how the table gets there. */
final class Change {

    private final CatalogView next;
    private final LogDefinition definition;
    private final Map<String, String> set = new HashMap<>();
    private final List<String> remove = new ArrayList<>();
    private List<URI> left = List.of();
    private @Nullable Function<Transaction, SnapshotUpdate<?>> files;

    Change(CatalogView next, LogDefinition definition) {
        this.next = next;
        this.definition = definition;
    }

    Change set(Map<String, String> properties) {
        set.putAll(properties);
        return this;
    }

    Change remove(List<String> keys) {
        remove.addAll(keys);
        return this;
    }

    /** Changes files too: the commit makes a table snapshot, which takes files away from the places {@code leaving}. */
    void snapshot(List<URI> leaving, Function<Transaction, SnapshotUpdate<?>> update) {
        left = List.copyOf(leaving);
        files = update;
    }

    CatalogView next() {
        return next;
    }

    LogDefinition definition() {
        return definition;
    }

    boolean makesSnapshot() {
        return files != null;
    }

    List<URI> left() {
        return left;
    }

    /** Stages everything in the transaction; the table is unchanged until the transaction commits. */
    void stage(Transaction transaction, String commitId) {
        if (files != null) {
            Snapshot parent = transaction.table().currentSnapshot();
            SnapshotUpdate<?> update = files.apply(transaction);
            // should another commit come between, this one must not be put on top of it
            update.validateWith(ancestry -> isNewest(parent, ancestry));
            update.set(EventTable.COMMIT_ID, commitId);
            update.set(EventTable.SEALED_TO, Long.toString(next.sealedTo()));
            update.commit();
        }
        UpdateProperties properties = transaction.updateProperties();
        remove.forEach(properties::remove);
        set.forEach(properties::set);
        properties.set(EventTable.COMMIT_ID, commitId);
        properties.set(EventTable.COMMITS, Long.toString(next.number()));
        properties.commit();
    }

    private static boolean isNewest(@Nullable Snapshot parent, Iterable<Snapshot> newestFirst) {
        Iterator<Snapshot> ancestry = newestFirst.iterator();
        return parent == null
                ? !ancestry.hasNext()
                : ancestry.hasNext() && ancestry.next().snapshotId() == parent.snapshotId();
    }
}
