package io.varve.ingest.hot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** Tailers that stand idle, most recent first: making one lists the directory, moving one to another file maps it. */
final class ExcerptPool {

    private static final int MOST_IDLE = 32;

    private final SingleChronicleQueue queue;
    private final RollCycle rollCycle;
    private final Deque<Excerpts> idle = new ArrayDeque<>();
    private boolean closed;

    ExcerptPool(SingleChronicleQueue queue) {
        this.queue = queue;
        this.rollCycle = queue.rollCycle();
    }

    /** One that stands in the cycle, if there is one, else any. */
    Excerpts take(int cycle) {
        synchronized (this) {
            for (Iterator<Excerpts> all = idle.iterator(); all.hasNext(); ) {
                Excerpts excerpts = all.next();
                if (excerpts.cycle() == cycle) {
                    all.remove();
                    return excerpts;
                }
            }
            if (idle.size() == MOST_IDLE) {
                return idle.removeLast();
            }
            // under the lock, so that no file is deleted meanwhile: a new tailer opens the oldest one
            try {
                ExcerptTailer tailer = queue.createTailer();
                tailer.singleThreadedCheckDisabled(true);
                return new Excerpts(tailer, rollCycle);
            } catch (RuntimeException e) {
                throw new HotLogException("the oldest file of the hot log in " + queue.file() + " cannot be opened", e);
            }
        }
    }

    void giveBack(Excerpts excerpts) {
        excerpts.finish();
        synchronized (this) {
            if (!closed && idle.size() < MOST_IDLE) {
                idle.addFirst(excerpts);
                return;
            }
        }
        excerpts.close();
    }

    /** Runs the deletion while no tailer stands in the cycles, and none is made. */
    synchronized void without(List<Cycle> cycles, Runnable deletion) {
        for (Iterator<Excerpts> all = idle.iterator(); all.hasNext(); ) {
            Excerpts excerpts = all.next();
            if (cycles.stream().anyMatch(cycle -> cycle.number() == excerpts.cycle())) {
                all.remove();
                excerpts.close();
            }
        }
        deletion.run();
        queue.refreshDirectoryListing();
    }

    synchronized void close() {
        closed = true;
        idle.forEach(Excerpts::close);
        idle.clear();
    }
}
