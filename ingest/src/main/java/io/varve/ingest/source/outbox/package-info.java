/**
 * Events that an application writes to a table of its database in the transaction of its change:
 * {@link io.varve.ingest.source.outbox.OutboxFeed} appends them afterwards, as
 * {@link io.varve.ingest.source.outbox.OutboxConfig} says.
 */
@NullMarked
package io.varve.ingest.source.outbox;

import org.jspecify.annotations.NullMarked;
