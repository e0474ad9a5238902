/**
 * Where events come from and how they are written down for others: {@link io.varve.ingest.source.Importer} takes a
 * whole {@link io.varve.ingest.source.EventSource} (a file of CloudEvents, or a SELECT) into a log,
 * {@link io.varve.ingest.source.CloudEventJson} reads and prints one event as one line of JSON.
 */
@NullMarked
package io.varve.ingest.source;

import org.jspecify.annotations.NullMarked;
