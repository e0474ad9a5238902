/**
 * What the routes of the API share: {@link io.varve.server.http.route.Routes} is a group of them,
 * {@link io.varve.server.http.route.ServedLogs} finds the log that a path names,
 * {@link io.varve.server.http.route.Streams} bounds the answers that are being read,
 * {@link io.varve.server.http.route.Query} reads what stands behind the question mark, and
 * {@link io.varve.server.http.route.Answers} answers in JSON.
 */
@NullMarked
package io.varve.server.http.route;

import org.jspecify.annotations.NullMarked;
