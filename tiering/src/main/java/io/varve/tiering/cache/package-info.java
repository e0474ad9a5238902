/**
 * Blocks of far files on local disk, so that a look-up that is made again asks nobody far away:
 * {@link io.varve.tiering.cache.BlockCache} holds them, {@link io.varve.tiering.cache.FarSource} reads a file through
 * it, and {@link io.varve.tiering.cache.FetchPool} has the threads for that.
 */
@NullMarked
package io.varve.tiering.cache;

import org.jspecify.annotations.NullMarked;
