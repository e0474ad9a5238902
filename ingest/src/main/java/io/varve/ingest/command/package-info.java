/**
 * Commands, which can fail, as events cannot: {@link io.varve.ingest.command.Decider} says what a command does,
 * {@link io.varve.ingest.command.CommandHandler} loads the state, lets it decide, and appends.
 */
@NullMarked
package io.varve.ingest.command;

import org.jspecify.annotations.NullMarked;
