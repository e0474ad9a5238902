/**
 * Stored states of projections: a cache of replays, never the truth. {@link io.varve.query.snapshot.SnapshotRules} says
 * when one is taken.
 */
@NullMarked
package io.varve.query.snapshot;

import org.jspecify.annotations.NullMarked;
