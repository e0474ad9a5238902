/**
 * The unit that migrates: {@link io.varve.tiering.partition.Partition}, the events of one calendar unit of log time,
 * and the {@link io.varve.tiering.partition.Tier} it lies in.
 */
@NullMarked
package io.varve.tiering.partition;

import org.jspecify.annotations.NullMarked;
