package io.varve.tiering.migration;

import java.util.List;

/**
 * What a migration did.
 *
 * @param done moves that are committed
 * @param waiting moves that are due and not done
 * @param removedFiles local files and objects removed because no reader may need them any more
 * @param removedHotCycles hot files removed likewise
 */
public record MigrationResult(List<PlannedMove> done, List<Waiting> waiting, int removedFiles, int removedHotCycles) {

    public MigrationResult {
        done = List.copyOf(done);
        waiting = List.copyOf(waiting);
    }
}
