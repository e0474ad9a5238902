package io.varve.query.replay;

import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.read.ReadTally;
import io.varve.tiering.store.LogSources;
import java.util.concurrent.Executor;

/**
 * What all cursors of one log share, and what counts the reads of one of them.
 *
 * @param sources the tiers
 * @param budget memory for reading ahead
 * @param threads how many threads the pool has
 * @param tally counts what is read
 * @param pool runs what is read ahead, or drops it: it is done by who needs it then
 */
record Reading(LogSources sources, ReadBudget budget, ReadTally tally, Executor pool, int threads) {

    /** The same for a cursor whose reads are counted there. */
    Reading counting(ReadTally own) {
        return new Reading(sources, budget, own, pool, threads);
    }

    /** A planner over what the tiers hold now, for readers that see nothing at or past the head. */
    Planned planned(ReplayRequest request, long head) {
        HotRange hot = HotRange.of(sources.hot());
        CatalogView view = sources.catalog().get();
        return new Planned(view, new ReplayPlanner(sources.log(), view.files(), hot, head).plan(request));
    }

    /** Hands the read to the pool. */
    <T extends Held> ReadAhead<T> begin(ReadAhead<T> read) {
        pool.execute(read);
        return read;
    }

    /** A plan, and the view it was made from. */
    record Planned(CatalogView view, ReplayPlan plan) {}
}
