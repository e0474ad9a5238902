package io.varve.query.sql;

import io.varve.query.projection.find.Projections;
import io.varve.query.replay.Replayer;
import io.varve.query.state.all.AllStates;
import io.varve.tiering.store.ColdFileCache;
import io.varve.tiering.store.LogSources;

/**
 * What queries read of a log.
 *
 * @param sources its tiers
 * @param replayer of the same log, for hot events
 * @param cache where cold files are read
 * @param states of the same log
 * @param projections those whose states are tables
 */
public record QueriedLog(
        LogSources sources, Replayer replayer, ColdFileCache cache, AllStates states, Projections projections) {}
