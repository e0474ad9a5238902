/**
 * Sources that have no end and are followed as long as a log is open: {@link io.varve.ingest.source.feed.Feed} runs
 * one, {@link io.varve.ingest.source.feed.FeedStatus} says how it fares, and
 * {@link io.varve.ingest.source.feed.DeadLetters} takes what cannot be an event.
 */
@NullMarked
package io.varve.ingest.source.feed;

import org.jspecify.annotations.NullMarked;
