/**
 * The page at {@code /} that people look at: {@link io.varve.server.http.console.ConsoleRoutes}. Its files lie in the
 * resources of this package and in WebJars; all that it shows comes from the API.
 */
@NullMarked
package io.varve.server.http.console;

import org.jspecify.annotations.NullMarked;
