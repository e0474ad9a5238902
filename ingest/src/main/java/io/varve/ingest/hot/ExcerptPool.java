package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Open files that nobody reads at the moment, most recent first. Thread-safe. */
final class ExcerptPool {

    private static final Logger LOG = LoggerFactory.getLogger(ExcerptPool.class);
    private static final int MOST_IDLE = 32;

    private final Path directory;
    private final CycleLength length;
    private final Deque<Excerpts> idle = new ArrayDeque<>();
    private boolean closed;

    ExcerptPool(Path directory, CycleLength length) {
        this.directory = directory;
        this.length = length;
    }

    /** The excerpts of the cycle, for one reader. */
    Excerpts take(int cycle) {
        try {
            Excerpts found = takeIdle(cycle);
            if (found != null) {
                found.refresh();
                return found;
            }
            return new Excerpts(cycle, file(cycle).path());
        } catch (IOException e) {
            throw new HotLogException("the hot log's file " + file(cycle).path() + " cannot be opened", e);
        }
    }

    CycleFile file(int cycle) {
        return new CycleFile(cycle, directory.resolve(length.fileName(cycle)));
    }

    void giveBack(Excerpts excerpts) {
        @Nullable Excerpts leaves = excerpts;
        synchronized (this) {
            if (!closed) {
                idle.addFirst(excerpts);
                leaves = idle.size() > MOST_IDLE ? idle.removeLast() : null;
            }
        }
        if (leaves != null) {
            close(leaves);
        }
    }

    /** Runs the deletion while no file of the cycles is open here. */
    void without(List<Cycle> cycles, Runnable deletion) {
        List<Excerpts> leaving = new ArrayList<>();
        synchronized (this) {
            for (Cycle cycle : cycles) {
                idle.removeIf(excerpts -> excerpts.cycle() == cycle.number() && leaving.add(excerpts));
            }
        }
        leaving.forEach(ExcerptPool::close);
        deletion.run();
    }

    void close() {
        List<Excerpts> leaving;
        synchronized (this) {
            closed = true;
            leaving = List.copyOf(idle);
            idle.clear();
        }
        leaving.forEach(ExcerptPool::close);
    }

    private synchronized @Nullable Excerpts takeIdle(int cycle) {
        for (Iterator<Excerpts> all = idle.iterator(); all.hasNext(); ) {
            Excerpts excerpts = all.next();
            if (excerpts.cycle() == cycle) {
                all.remove();
                return excerpts;
            }
        }
        return null;
    }

    private static void close(Excerpts excerpts) {
        try {
            excerpts.close();
        } catch (IOException e) {
            LOG.debug("a file of the hot log that was only read could not be closed", e);
        }
    }
}
