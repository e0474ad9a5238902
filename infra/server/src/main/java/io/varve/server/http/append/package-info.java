/**
 * Events come in over HTTP, by the HTTP binding of CloudEvents 1.0 and as NDJSON in bulk:
 * {@link io.varve.server.http.append.AppendRoutes}.
 */
@NullMarked
package io.varve.server.http.append;

import org.jspecify.annotations.NullMarked;
