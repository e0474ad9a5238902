/**
 * What was true: the state of an aggregate, or of the whole log, at a moment. {@link io.varve.query.state.StateReader}
 * reads it from the newest snapshot that serves; {@link io.varve.query.state.SnapshotTaker} takes snapshots in bulk.
 */
@NullMarked
package io.varve.query.state;

import org.jspecify.annotations.NullMarked;
