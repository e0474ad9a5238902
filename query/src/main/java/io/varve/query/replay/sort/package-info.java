/** External merge sort of events by aggregate and version; enter by {@link io.varve.query.replay.sort.EventSort}. */
@NullMarked
package io.varve.query.replay.sort;

import org.jspecify.annotations.NullMarked;
