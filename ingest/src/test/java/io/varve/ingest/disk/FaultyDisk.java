package io.varve.ingest.disk;

import io.varve.ingest.disk.Disk.Access;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A disk that is full, ill or slow when it is told to be, and remembers what was done to it. One to a process at a
 * time. Thread-safe.
 *
 * <pre>{@code
 * disk.fail(FULL, 3, 1, Set.of(Access.WRITE), path -> path.endsWith("warm")); // the fourth write
 * disk.stall(path -> path.endsWith("warm"));                                  // nothing goes on there until heal()
 * }</pre>
 */
public final class FaultyDisk implements Disk.Watcher, AutoCloseable {

    public static final String FULL = "No space left on device";
    public static final String ILL = "Input/output error";

    /** What was done, or would have been. */
    public record Use(Access access, Path path, boolean failed) {}

    private record Plan(String says, int after, int times, Set<Access> accesses, Predicate<Path> paths) {}

    private final Disk.@Nullable Watcher next;
    private final List<Use> history = new ArrayList<>();
    private @Nullable Plan plan;
    private int matched;
    private Predicate<Path> stalled = path -> false;
    private CountDownLatch healed = new CountDownLatch(1);
    private CountDownLatch stalling = new CountDownLatch(1);

    public FaultyDisk() {
        this(null);
    }

    /** @param next is told of syncs as well, and watches on when this is closed */
    public FaultyDisk(Disk.@Nullable Watcher next) {
        this.next = next;
        Disk.watch(this);
    }

    /** Of the next such uses of these files, after so many, so many fail; it replaces what was planned before. */
    public synchronized void fail(String says, int after, int times, Set<Access> accesses, Predicate<Path> paths) {
        plan = new Plan(says, after, times, Set.copyOf(accesses), paths);
        matched = 0;
    }

    /** Who uses these files waits until {@link #heal}. */
    public synchronized void stall(Predicate<Path> paths) {
        stalled = paths;
        healed = new CountDownLatch(1);
        stalling = new CountDownLatch(1);
    }

    /** Waits until somebody waits for the disk. */
    public void awaitStalled() throws InterruptedException {
        CountDownLatch awaited;
        synchronized (this) {
            awaited = stalling;
        }
        awaited.await();
    }

    /** Ends all faults. */
    public synchronized void heal() {
        plan = null;
        stalled = path -> false;
        healed.countDown();
    }

    /** All uses since the last call of this. */
    public synchronized List<Use> takeHistory() {
        List<Use> taken = List.copyOf(history);
        history.clear();
        return taken;
    }

    @Override
    public void about(Access access, Path path) throws IOException {
        CountDownLatch wait = null;
        synchronized (this) {
            String failure = failure(access, path);
            history.add(new Use(access, path, failure != null));
            if (failure != null) {
                throw new IOException(path + ": " + failure);
            }
            if (stalled.test(path)) {
                wait = healed;
                stalling.countDown();
            }
        }
        if (wait != null) {
            try {
                wait.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
    }

    private @Nullable String failure(Access access, Path path) {
        Plan planned = plan;
        if (planned == null
                || !planned.accesses().contains(access)
                || !planned.paths().test(path)) {
            return null;
        }
        int number = matched++;
        return number >= planned.after() && number - planned.after() < planned.times() ? planned.says() : null;
    }

    @Override
    public void synced(Path file) {
        if (next != null) {
            next.synced(file);
        }
    }

    @Override
    public void directorySynced(Path directory) {
        if (next != null) {
            next.directorySynced(directory);
        }
    }

    @Override
    public void close() {
        heal();
        Disk.watch(next);
    }
}
