package io.varve.query.replay;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.read.ReadTally;
import io.varve.tiering.store.LogSources;
import org.jspecify.annotations.Nullable;

/**
 * What all cursors of one log share, and what counts the reads of one of them.
 *
 * @param sources the tiers
 * @param near reads ahead what is hot or warm
 * @param far reads ahead what is cold
 * @param tally counts what is read
 */
record Reading(LogSources sources, Lane near, Lane far, ReadTally tally) {

    /** The same for a cursor whose reads are counted there. */
    Reading counting(ReadTally own) {
        return new Reading(sources, near, far, own);
    }

    /** What reads ahead of this file, or of the hot tier. */
    Lane lane(@Nullable CatalogFile file) {
        return file != null && file.tier() == Tier.COLD ? far : near;
    }

    /** A planner over what the tiers hold now, for readers that see nothing at or past the head. */
    Planned planned(ReplayRequest request, long head) {
        HotRange hot = HotRange.of(sources.hot());
        CatalogView view = sources.catalog().get();
        return new Planned(view, new ReplayPlanner(sources.log(), view.files(), hot, head).plan(request));
    }

    /** A plan, and the view it was made from. */
    record Planned(CatalogView view, ReplayPlan plan) {}
}
