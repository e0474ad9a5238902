/**
 * What an archive looks like from outside, as values and as text: {@link io.varve.server.report.TierReport},
 * {@link io.varve.server.report.PartitionReport}, and {@link io.varve.server.report.TextTable} to show them.
 */
@NullMarked
package io.varve.server.report;

import org.jspecify.annotations.NullMarked;
