package io.varve.server.cli;

import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.PlannedMove;

/** Shows how moves go on. */
final class MoveProgress implements MigrationListener, AutoCloseable {

    private final Progress progress;

    MoveProgress(Console console, String task) {
        this.progress = Progress.of(console, task, "moves");
    }

    @Override
    public void started(PlannedMove move, int index, int total) {
        progress.expect(total);
        progress.reached(index, move.partition() + " " + move.from() + " -> " + move.to());
    }

    @Override
    public void close() {
        progress.close();
    }
}
