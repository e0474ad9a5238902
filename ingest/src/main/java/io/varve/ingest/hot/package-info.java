/**
 * The hot tier: {@link io.varve.ingest.hot.HotLog}, an append log on Chronicle Queue whose files each hold one hour or
 * day of log time, read by {@link io.varve.ingest.hot.HotCursor}. The only user of Chronicle.
 */
@NullMarked
package io.varve.ingest.hot;

import org.jspecify.annotations.NullMarked;
