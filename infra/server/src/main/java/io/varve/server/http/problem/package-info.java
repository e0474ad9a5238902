/**
 * Errors as RFC 9457 tells them: {@link io.varve.server.http.problem.Problem} is one,
 * {@link io.varve.server.http.problem.ProblemException} ends a request with it, and
 * {@link io.varve.server.http.problem.Problems} makes one of any failure.
 */
@NullMarked
package io.varve.server.http.problem;

import org.jspecify.annotations.NullMarked;
