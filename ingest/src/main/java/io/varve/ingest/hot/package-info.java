/**
 * The hot tier: {@link io.varve.ingest.hot.HotLog}, the youngest part of a log on fast local disk, written batch by
 * batch and read by {@link io.varve.ingest.hot.HotCursor}. The only user of Chronicle Queue.
 */
@NullMarked
package io.varve.ingest.hot;

import org.jspecify.annotations.NullMarked;
