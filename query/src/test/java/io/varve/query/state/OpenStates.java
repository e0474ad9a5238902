package io.varve.query.state;

import io.varve.query.replay.Replayer;
import io.varve.query.replay.TestLog;
import io.varve.query.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** What tells the states of a log, put together. Closing it stores all snapshots that are due. */
record OpenStates(
        Replayer replayer, SnapshotStore snapshots, SnapshotQueue queue, StateReader reader, SnapshotTaker taker)
        implements AutoCloseable {

    static OpenStates of(TestLog log, Path directory) throws IOException {
        return of(log, directory, FullReplay.ALLOW);
    }

    static OpenStates of(TestLog log, Path directory, FullReplay fullReplay) throws IOException {
        AtomicLong nanos = new AtomicLong();
        Replayer replayer = new Replayer(log.sources(), log.config(64 << 20, 1));
        SnapshotStore snapshots = new SnapshotStore(directory);
        SnapshotQueue queue = new SnapshotQueue(snapshots);
        StateReader reader =
                new StateReader(TestLog.NAME, replayer, snapshots, queue, fullReplay, nanos::incrementAndGet);
        return new OpenStates(
                replayer,
                snapshots,
                queue,
                reader,
                new SnapshotTaker(log.sources().head(), replayer, snapshots, reader));
    }

    @Override
    public void close() {
        queue.close();
        snapshots.close();
        replayer.close();
    }
}
