package io.varve.ingest.hot;

import java.nio.ByteBuffer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Chronicle itself notes in a file about it: where it ends, and where each 64th excerpt lies. */
final class Bookkeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeping.class);

    private Bookkeeping() {}

    /** Whether Chronicle would go on where the scan ended, and finds the excerpts where they are. */
    static boolean agrees(SingleChronicleQueue queue, int cycle, CycleScan scan) {
        SingleChronicleQueueStore store = null;
        Excerpts excerpts = null;
        try {
            store = queue.storeForCycle(cycle, queue.epoch(), false, null);
            excerpts = new Excerpts(queue.createTailer(), queue.rollCycle());
            return store != null
                    && store.writePosition() == scan.lastOffset()
                    && excerpts.count(cycle) == scan.excerpts()
                    && indexAgrees(excerpts, cycle, scan);
        } catch (RuntimeException e) {
            LOG.debug("Chronicle cannot read its own notes on cycle {}", cycle, e);
            return false;
        } finally {
            if (excerpts != null) {
                excerpts.close();
            }
            queue.closeStore(store);
        }
    }

    /** Bytes of the cycle's file that are in use. */
    static long bytes(SingleChronicleQueue queue, int cycle) {
        SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), false, null);
        if (store == null) {
            return Queues.FIRST_BYTES;
        }
        try {
            return Math.max(Queues.FIRST_BYTES, store.writePosition());
        } finally {
            queue.closeStore(store);
        }
    }

    private static boolean indexAgrees(Excerpts excerpts, int cycle, CycleScan scan) {
        long[] sampled = scan.sampled();
        for (int i = 0; i < sampled.length; i++) {
            ByteBuffer found = excerpts.toSequence(cycle, (long) i * Queues.INDEX_SPACING) ? excerpts.next() : null;
            if (found == null || found.getLong(BatchFormat.FIRST_POSITION_OFFSET) != sampled[i]) {
                return false;
            }
        }
        return true;
    }
}
