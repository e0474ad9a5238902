package io.varve.server.archive;

import io.varve.query.replay.Replayer;
import io.varve.query.snapshot.SnapshotStore;
import io.varve.query.state.SnapshotQueue;
import io.varve.query.state.SnapshotTaker;
import io.varve.query.state.StateReader;
import io.varve.query.state.all.AllStates;
import io.varve.server.config.VarveConfig;
import io.varve.tiering.store.LogSources;

/**
 * What tells the states of a log.
 *
 * @param reader reads them one by one
 * @param all reads those of all aggregates
 * @param taker takes snapshots of them in bulk
 * @param snapshots keeps these
 */
public record LogStates(StateReader reader, AllStates all, SnapshotTaker taker, SnapshotStore snapshots) {

    static LogStates open(
            Closer parts, LogSources sources, Replayer replayer, LogPaths paths, VarveConfig.Snapshots config) {
        SnapshotStore snapshots = parts.add(new SnapshotStore(paths.snapshots()));
        SnapshotQueue queue = parts.add(new SnapshotQueue(snapshots));
        StateReader reader =
                new StateReader(sources.log(), replayer, snapshots, queue, config.fullReplay(), System::nanoTime);
        return new LogStates(
                reader,
                new AllStates(sources, Runtime.getRuntime().availableProcessors()),
                new SnapshotTaker(sources.head(), replayer, snapshots, reader),
                snapshots);
    }
}
