/** What an operator watches, in Prometheus' words: {@link io.varve.server.metrics.ArchiveMetrics}. */
@NullMarked
package io.varve.server.metrics;

import org.jspecify.annotations.NullMarked;
