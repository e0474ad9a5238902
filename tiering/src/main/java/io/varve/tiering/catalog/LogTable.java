package io.varve.tiering.catalog;

import io.varve.ingest.fault.FaultPoint;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.jspecify.annotations.Nullable;

/**
 * One log's Iceberg table with its state in memory. The state is read from manifests when the log is opened, and again
 * only after a commit that did not plainly succeed; else it follows from our own changes. The state may be read by any
 * thread, all else wants the log's lock.
 */
final class LogTable {

    private final String name;
    private final Table table;
    private final Database database;
    private final @Nullable NewestMetadata newest;
    private final FileEntries entries;
    private final MetadataSweep sweep;
    private volatile TableState state;
    private boolean settled = true;

    /** @param newest where commits are noted; null for another catalog than the embedded one */
    LogTable(String name, Table table, Database database, Locations locations, @Nullable NewestMetadata newest) {
        this.name = name;
        this.table = table;
        this.database = database;
        this.newest = newest;
        this.entries = new FileEntries(
                table.spec(), EventTable.definition(name, table.properties()).unit(), locations);
        this.sweep = new MetadataSweep(name, database);
        this.state = read();
    }

    TableState state() {
        return state;
    }

    /** Given when the table was made. */
    UUID id() {
        return table.uuid();
    }

    FileEntries entries() {
        return entries;
    }

    /** The state, read again if the last commit left doubt. */
    TableState settled() {
        if (!settled) {
            reload();
        }
        return state;
    }

    private void reload() {
        settled = false;
        try {
            // first of all the commit in doubt is brought to the disk: the pointer must not fall back by two
            sync();
            table.refresh();
        } catch (SQLException | RuntimeException e) {
            throw unreadable(e);
        }
        state = read();
        settled = true;
    }

    private TableState read() {
        try {
            Map<String, String> properties = table.properties();
            CatalogView view = EventTable.view(name, properties, entries.scan(table));
            EventTable.requireWhole(view, table.currentSnapshot());
            return new TableState(
                    view,
                    EventTable.definition(name, properties),
                    properties.getOrDefault(EventTable.COMMIT_ID, ""),
                    History.of(table));
        } catch (CatalogException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    private CatalogException unreadable(Exception cause) {
        return new CatalogException("cannot read the table of log '" + name + "': " + cause.getMessage(), cause);
    }

    /** Makes the change in one commit; it is on the disk when this returns. */
    TableState commit(Change change) {
        String commitId = UUID.randomUUID().toString();
        Transaction transaction = stage(change, commitId);
        FaultPoint.COMMIT_STAGED.reach();
        made(transaction::commitTransaction, () -> isThere(commitId));
        if (settled && commitId.equals(table.properties().get(EventTable.COMMIT_ID))) {
            state = new TableState(change.next(), change.definition(), commitId, historyWith(change));
        } else {
            reloadAfterCommit();
        }
        return state;
    }

    /** Commits; returns when the commit is there, on the disk, and the table handle shows it. */
    private void made(Runnable commit, BooleanSupplier isThere) {
        try {
            commit.run();
            FaultPoint.COMMIT_POINTER_MOVED.reach();
        } catch (RuntimeException e) {
            look(e, isThere);
        }
        try {
            sync();
            table.refresh();
            note();
            FaultPoint.COMMIT_DONE.reach();
        } catch (SQLException | RuntimeException e) {
            settled = false;
            throw unknown(e);
        }
    }

    private void sync() throws SQLException {
        if (newest != null) {
            database.sync();
        }
    }

    private void note() {
        if (newest != null) {
            newest.note(
                    name, ((HasTableOperations) table).operations().current().metadataFileLocation());
        }
    }

    /** The commit is there, so a failure to read must not say that nothing changed. */
    private void reloadAfterCommit() {
        try {
            reload();
        } catch (CatalogException e) {
            throw unknown(e);
        }
    }

    private Transaction stage(Change change, String commitId) {
        try {
            Transaction transaction = table.newTransaction();
            checkUnchanged(transaction.table());
            change.stage(transaction, commitId);
            return transaction;
        } catch (CatalogException e) {
            throw e;
        } catch (RuntimeException e) {
            settled = false;
            throw failed(e);
        }
    }

    private CatalogException failed(RuntimeException cause) {
        return new CatalogException(
                "the commit to the catalog of log '" + name + "' failed, nothing changed: " + cause.getMessage(),
                cause);
    }

    private void checkUnchanged(Table now) {
        String commitId = now.properties().getOrDefault(EventTable.COMMIT_ID, "");
        Snapshot snapshot = now.currentSnapshot();
        Long snapshotId = snapshot == null ? null : snapshot.snapshotId();
        if (!commitId.equals(state.commitId())
                || !Objects.equals(snapshotId, state.history().newest())) {
            settled = false;
            throw new CatalogException("the catalog of log '" + name
                    + "' was changed by another process; nothing was done, the next call reads it again");
        }
    }

    private History historyWith(Change change) {
        if (!change.makesSnapshot()) {
            return state.history();
        }
        return state.history().plus(Objects.requireNonNull(table.currentSnapshot()), change.left());
    }

    /** Returns if the commit is there after all, and throws if it provably failed or is not to be seen. */
    private void look(RuntimeException cause, BooleanSupplier isThere) {
        settled = false;
        try {
            table.refresh();
            if (isThere.getAsBoolean()) {
                return;
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
            throw unknown(cause);
        }
        throw cause instanceof CleanableFailure ? failed(cause) : unknown(cause);
    }

    private boolean isThere(String commitId) {
        if (commitId.equals(table.properties().get(EventTable.COMMIT_ID))) {
            return true;
        }
        for (Snapshot snapshot : table.snapshots()) {
            if (commitId.equals(snapshot.summary().get(EventTable.COMMIT_ID))) {
                return true;
            }
        }
        return false;
    }

    private CatalogUnknownException unknown(Exception cause) {
        // Iceberg's own advice, on the lines after the first, is for those who have no other way to look
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new CatalogUnknownException(
                "it is not known whether the commit to the catalog of log '" + name + "' was made: " + reason, cause);
    }

    Retained expire(long nowMillis, long graceMillis) {
        long limit = nowMillis - graceMillis;
        List<Long> expired = state.history().followedBefore(limit);
        if (!expired.isEmpty()) {
            remove(expired);
        }
        reading(() -> {
            sweep.sweep(table, nowMillis, graceMillis);
            return table;
        });
        return retained(limit);
    }

    private void remove(List<Long> snapshotIds) {
        checkUnchanged(table);
        TableOperations operations = ((HasTableOperations) table).operations();
        TableMetadata base = operations.current();
        TableMetadata without =
                TableMetadata.buildFrom(base).removeSnapshots(snapshotIds).build();
        made(
                () -> operations.commit(base, without),
                () -> snapshotIds.stream().allMatch(id -> table.snapshot(id) == null));
        if (settled) {
            state = state.with(state.history().without(snapshotIds.size()));
        } else {
            reloadAfterCommit();
        }
    }

    Retained retained(long limit) {
        History history = reading(() -> state.history().complete(id -> entries.removedBy(table, id)));
        state = state.with(history);
        return history.without(history.followedBefore(limit).size()).retained(state.view(), limit);
    }

    List<String> currentMetadataFiles() {
        List<String> files = new ArrayList<>();
        files.add(((HasTableOperations) table).operations().current().metadataFileLocation());
        @Nullable Snapshot snapshot = table.currentSnapshot();
        if (snapshot != null) {
            files.add(snapshot.manifestListLocation());
            for (ManifestFile manifest : reading(() -> snapshot.allManifests(table.io()))) {
                files.add(manifest.path());
            }
        }
        return files;
    }

    private <T> T reading(Supplier<T> files) {
        try {
            return files.get();
        } catch (CatalogException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }
}
