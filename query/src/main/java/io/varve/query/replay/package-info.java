/**
 * Replay: reading events in order across all tiers. A {@link io.varve.query.replay.ReplayRequest} becomes a
 * {@link io.varve.query.replay.ReplayPlan} and that an {@link io.varve.query.replay.EventCursor}; enter by
 * {@link io.varve.query.replay.Replayer}.
 */
@NullMarked
package io.varve.query.replay;

import org.jspecify.annotations.NullMarked;
