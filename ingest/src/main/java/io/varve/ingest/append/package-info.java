/**
 * The door of the log: {@link io.varve.ingest.append.EventAppender} checks, numbers and stores events, many requests to
 * one sync, and answers when they are durable.
 */
@NullMarked
package io.varve.ingest.append;

import org.jspecify.annotations.NullMarked;
