/**
 * Brings logs back from the bucket alone: {@link io.varve.tiering.recovery.BucketContents} says what it holds,
 * {@link io.varve.tiering.recovery.LogRecovery} makes one log of it. Nothing in the bucket is changed.
 */
@NullMarked
package io.varve.tiering.recovery;

import org.jspecify.annotations.NullMarked;
