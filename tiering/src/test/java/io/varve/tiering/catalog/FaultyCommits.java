package io.varve.tiering.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;

/** An embedded catalog whose commits fail when they are told to, and which remembers them. For one thread. */
public final class FaultyCommits {

    /** What becomes of a commit. */
    public enum Fault {
        /** It provably failed. */
        FAIL,
        /** It was made, and nobody says so. */
        LOSE_THE_ANSWER,
        /** It was not made, and nobody says so. */
        LOSE_THE_REQUEST,
        /** It was made, nobody says so, and from then on the catalog cannot be read until {@link #heal}. */
        LOSE_THE_ANSWER_AND_GO_DARK,
        /** It was not made, nobody says so, and from then on the catalog cannot be read until {@link #heal}. */
        LOSE_THE_REQUEST_AND_GO_DARK;

        boolean isMade() {
            return this == LOSE_THE_ANSWER || this == LOSE_THE_ANSWER_AND_GO_DARK;
        }

        boolean goesDark() {
            return this == LOSE_THE_ANSWER_AND_GO_DARK || this == LOSE_THE_REQUEST_AND_GO_DARK;
        }
    }

    private final List<String> history = new ArrayList<>();
    private @Nullable Fault fault;
    private @Nullable Runnable before;
    private int after;
    private int times;
    private boolean dark;

    /** Opens the catalog of a data directory. */
    public Catalog open(CatalogConfig config) {
        return Catalog.open(config, FaultyCatalog::new);
    }

    /** Every commit fails so until {@link #heal}. */
    public void fail(Fault newFault) {
        fail(newFault, 0, Integer.MAX_VALUE);
    }

    /** After so many commits, so many fail so. */
    public void fail(Fault newFault, int newAfter, int newTimes) {
        fault = newFault;
        after = newAfter;
        times = newTimes;
    }

    /** Between the reading of the table and each commit this is done, until {@link #heal}. */
    void beforeNext(Runnable action) {
        before = action;
    }

    /** Ends all faults. */
    public void heal() {
        fault = null;
        before = null;
        dark = false;
    }

    /** The commits since the last call of this: what became of each. */
    public List<String> takeHistory() {
        List<String> taken = List.copyOf(history);
        history.clear();
        return taken;
    }

    private @Nullable Fault next() {
        if (fault == null || after-- > 0 || times-- <= 0) {
            return null;
        }
        return fault;
    }

    private void commit(TableOperations real, TableMetadata base, TableMetadata metadata) {
        requireLight();
        Fault now = next();
        history.add(now == null ? "done" : now.name());
        if (now == Fault.FAIL) {
            throw new CommitFailedException("somebody was faster");
        }
        if (now == null || now.isMade()) {
            real.commit(base, metadata);
        }
        if (now != null) {
            dark = now.goesDark();
            throw new CommitStateUnknownException(new IllegalStateException("connection lost"));
        }
    }

    private void requireLight() {
        if (dark) {
            throw new IllegalStateException("the catalog does not answer");
        }
    }

    private final class FaultyCatalog extends JdbcCatalog {

        FaultyCatalog(Function<Map<String, String>, FileIO> files) {
            super(files, null, true);
        }

        @Override
        protected TableOperations newTableOps(TableIdentifier table) {
            return new FaultyOperations(super.newTableOps(table));
        }
    }

    private final class FaultyOperations implements TableOperations {

        private final TableOperations real;

        FaultyOperations(TableOperations real) {
            this.real = real;
        }

        @Override
        public TableMetadata current() {
            return real.current();
        }

        @Override
        public TableMetadata refresh() {
            requireLight();
            return real.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            FaultyCommits.this.commit(real, base, metadata);
        }

        @Override
        public FileIO io() {
            return real.io();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return real.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return real.locationProvider();
        }

        @Override
        public EncryptionManager encryption() {
            return real.encryption();
        }

        @Override
        public TableOperations temp(TableMetadata uncommitted) {
            Runnable action = before;
            if (action != null) {
                action.run();
            }
            return real.temp(uncommitted);
        }

        @Override
        public long newSnapshotId() {
            return real.newSnapshotId();
        }
    }
}
