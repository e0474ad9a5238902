package io.varve.tiering.migration;

/** Is told how a migration goes, in the migrating thread. */
public interface MigrationListener {

    /** Tells nobody. */
    MigrationListener SILENT = new MigrationListener() {};

    /** The move begins; it is the {@code index}-th of {@code total}, from 0. */
    default void started(PlannedMove move, int index, int total) {}

    /** The move is committed. */
    default void done(PlannedMove move) {}

    /** The move failed, its source is kept. */
    default void failed(PlannedMove move, String reason) {}
}
