/**
 * What events come to, over HTTP: {@link io.varve.server.http.state.StateRoutes} answers with one state,
 * {@link io.varve.server.http.state.AllStatesRoutes} with those of all aggregates, and
 * {@link io.varve.server.http.state.AskedProjections} finds the projection that a request names or brings.
 */
@NullMarked
package io.varve.server.http.state;

import org.jspecify.annotations.NullMarked;
