/**
 * What lies where, what is done with it, and what it comes to: logs, tiers, moves, states, SQL.
 * {@link io.varve.server.http.operate.Operations} keeps the work that goes on after its request was answered; the
 * routes are {@link io.varve.server.http.operate.LogRoutes}, {@link io.varve.server.http.operate.WorkRoutes},
 * {@link io.varve.server.http.operate.StateRoutes}, {@link io.varve.server.http.operate.SnapshotRoutes} and
 * {@link io.varve.server.http.operate.SqlRoutes}.
 */
@NullMarked
package io.varve.server.http.operate;

import org.jspecify.annotations.NullMarked;
