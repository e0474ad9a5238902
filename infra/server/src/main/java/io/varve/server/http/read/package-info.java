/**
 * Reading over HTTP: {@link io.varve.server.http.read.EventRoutes} replays and follows,
 * {@link io.varve.server.http.read.SubscriptionRoutes} keeps for its consumers how far they have come.
 */
@NullMarked
package io.varve.server.http.read;

import org.jspecify.annotations.NullMarked;
