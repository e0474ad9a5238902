package io.varve.tiering.catalog;

import io.varve.tiering.partition.Partition;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Transaction;

/**
 * The catalog of one log. Readers take a {@link #view()} at any time; changes run one after the other, each one atomic
 * commit, durable when the call returns. A change ends in one of three ways: it returns (done), it throws
 * {@link CatalogException} (nothing changed), or it throws {@link CatalogUnknownException} (look before acting).
 * Thread-safe.
 */
public final class LogCatalog {

    private final LogTable table;
    private final Lock lock = new ReentrantLock();

    LogCatalog(LogTable table) {
        this.table = table;
    }

    /** The definition as of the last commit. */
    public LogDefinition definition() {
        return table.state().definition();
    }

    /**
     * The id of this log's table, given when the log was created, and anew when it is recovered. So it tells histories
     * apart that have the log's id in common: a recovery may lose the last positions, which are then given again.
     */
    public UUID tableId() {
        return table.id();
    }

    /** The state as of the last commit; from memory. */
    public CatalogView view() {
        return table.state().view();
    }

    /**
     * Reads the state again if the last change left doubt: so whoever plans by it plans by what is there.
     *
     * @throws CatalogException if it cannot be read
     */
    public void settle() {
        lock.lock();
        try {
            table.settled();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Names files that continue the log, in the order of their positions, in one commit, together with the progress of
     * the sources.
     *
     * @return the view that the commit made
     * @throws CatalogGapException if they do not continue {@code sealedTo()} densely
     * @throws CatalogException if the commit failed; nothing changed
     * @throws CatalogUnknownException if the commit may or may not be there
     * @throws IllegalArgumentException if there are none, or one contradicts itself
     */
    public CatalogView append(List<NewFile> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("there are no files to append");
        }
        lock.lock();
        try {
            TableState before = table.settled();
            CatalogView next = before.view().appended(files);
            Change change = new Change(next, before.definition()).set(EventTable.progress(files));
            change.snapshot(List.of(), transaction -> append(transaction, files));
            return table.commit(change).view();
        } finally {
            lock.unlock();
        }
    }

    private SnapshotUpdate<?> append(Transaction transaction, List<NewFile> files) {
        AppendFiles append = transaction.newAppend();
        files.forEach(file -> append.appendFile(table.entries().entry(file.file())));
        return append;
    }

    /**
     * Gives files a new place, all in one commit, together with changes of the holds. The rows are the same.
     *
     * @return the view that the commit made
     * @throws CatalogException if a file is not where the move says, or the commit failed; nothing changed
     * @throws CatalogUnknownException if the commit may or may not be there
     */
    public CatalogView move(List<Move> moves, HoldChanges holds) {
        if (moves.isEmpty()) {
            return hold(holds);
        }
        lock.lock();
        try {
            TableState before = table.settled();
            Change change = holds(before, before.view().moved(moves, holds), holds);
            List<URI> left = moves.stream().map(move -> move.from().location()).toList();
            change.snapshot(left, transaction -> move(transaction, moves));
            return table.commit(change).view();
        } finally {
            lock.unlock();
        }
    }

    /** Gives files a new place; the holds stay. */
    public CatalogView move(List<Move> moves) {
        return move(moves, HoldChanges.none());
    }

    private SnapshotUpdate<?> move(Transaction transaction, List<Move> moves) {
        // without a starting point Iceberg would look back to the first snapshot of all, which has long expired
        long current =
                Objects.requireNonNull(transaction.table().currentSnapshot()).snapshotId();
        RewriteFiles rewrite = transaction.newRewrite().validateFromSnapshot(current);
        for (Move move : moves) {
            rewrite.deleteFile(table.entries().entry(move.from()));
            rewrite.addFile(table.entries().entry(move.from().at(move.to())));
        }
        return rewrite;
    }

    /** Keeps the partition where it is until the instant. */
    public CatalogView setHold(Partition partition, Instant until) {
        return hold(HoldChanges.setting(partition, until));
    }

    /** Ends the partition's hold; none is fine. */
    public CatalogView clearHold(Partition partition) {
        return hold(HoldChanges.clearing(partition));
    }

    private CatalogView hold(HoldChanges holds) {
        lock.lock();
        try {
            TableState before = table.settled();
            return table.commit(holds(before, before.view().moved(List.of(), holds), holds))
                    .view();
        } finally {
            lock.unlock();
        }
    }

    private static Change holds(TableState before, CatalogView next, HoldChanges holds) {
        return new Change(next, before.definition())
                .set(EventTable.holdsSet(holds))
                .remove(EventTable.holdsCleared(holds));
    }

    /**
     * Sets how long partitions stay hot and warm.
     *
     * @throws IllegalArgumentException if {@code hot} is negative or {@code warm} shorter
     */
    public void setPolicy(Duration hot, Duration warm) {
        lock.lock();
        try {
            TableState before = table.settled();
            LogDefinition changed = before.definition().withPolicy(hot, warm);
            table.commit(new Change(before.view().next(), changed).set(EventTable.policy(changed)));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets each table snapshot whose successor was committed before {@code now - grace}, and removes metadata files
     * that have been unnamed for as long. Data files are never touched.
     *
     * @param now the real time, to be compared with the times of the commits
     * @return what the snapshots that stay still name
     */
    public Retained expire(Instant now, Duration grace) {
        lock.lock();
        try {
            table.settled();
            return table.expire(now.toEpochMilli(), grace.toMillis());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What {@link #expire} would return, without a change of the table.
     *
     * @return hot positions below {@link Retained#sealedTo()}, and files that it does not name, may be removed
     */
    public Retained retained(Instant now, Duration grace) {
        lock.lock();
        try {
            table.settled();
            return table.retained(now.toEpochMilli() - grace.toMillis());
        } finally {
            lock.unlock();
        }
    }

    /** The end of the hot positions that may be released: {@code retained(now, grace).sealedTo()}. */
    public long removableTo(Instant now, Duration grace) {
        return retained(now, grace).sealedTo();
    }

    /**
     * The table's current metadata file and all the files it leads to except data files, as Iceberg names them:
     * relative to the data directory in the embedded catalog.
     */
    public List<String> metadataFiles() {
        lock.lock();
        try {
            table.settled();
            return new ArrayList<>(table.currentMetadataFiles());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "LogCatalog" + Map.of("log", definition().name(), "sealedTo", view().sealedTo());
    }
}
