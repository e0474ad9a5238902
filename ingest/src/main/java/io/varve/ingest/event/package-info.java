/**
 * What an event is and what its bytes are: {@link io.varve.ingest.event.Event} as a producer gives it,
 * {@link io.varve.ingest.event.RecordedEvent} as the log keeps it, {@link io.varve.ingest.event.EventCodec} for its
 * bytes.
 */
@NullMarked
package io.varve.ingest.event;

import org.jspecify.annotations.NullMarked;
