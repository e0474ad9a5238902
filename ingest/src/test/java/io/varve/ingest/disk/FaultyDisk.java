package io.varve.ingest.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A disk with switches: syncs fail or wait, and what was asked of it is kept. Thread-safe; ends when it is closed. */
public final class FaultyDisk implements Disk.Watcher, AutoCloseable {

    private final Path root;
    private final List<Path> syncs = new ArrayList<>();
    private final Semaphore passes = new Semaphore(0);
    private final Semaphore arrivals = new Semaphore(0);
    private volatile boolean failing;
    private volatile boolean slow;

    /** Begins to disturb the syncs of what lies in the directory. */
    public FaultyDisk(Path root) {
        this.root = root.toAbsolutePath().normalize();
        Disk.watch(this);
    }

    /** Whether each sync fails, with nothing said about what is on the disk. */
    public void fail(boolean newFailing) {
        failing = newFailing;
    }

    /** Lets each sync wait from now on until it is let {@link #pass}. */
    public void slowDown() {
        slow = true;
    }

    /** Waits until a sync waits. */
    public void awaitSync() {
        arrivals.acquireUninterruptibly();
    }

    /** Lets so many syncs, now or later, go on. */
    public void pass(int count) {
        passes.release(count);
    }

    /** What was to be synced, in order. */
    public synchronized List<Path> syncs() {
        return List.copyOf(syncs);
    }

    @Override
    public void syncing(Path path) throws IOException {
        if (!path.toAbsolutePath().normalize().startsWith(root)) {
            return;
        }
        synchronized (this) {
            syncs.add(path);
        }
        if (slow) {
            arrivals.release();
            passes.acquireUninterruptibly();
        }
        if (failing) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public void synced(Path file) {}

    @Override
    public void directorySynced(Path directory) {}

    @Override
    public void close() {
        Disk.watch(null);
    }
}
