/**
 * Prints events, one after the other: {@link io.varve.server.events.EventForm} names the forms,
 * {@link io.varve.server.events.EventPrinter} prints in one.
 */
@NullMarked
package io.varve.server.events;

import org.jspecify.annotations.NullMarked;
