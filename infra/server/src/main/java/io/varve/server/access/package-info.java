/**
 * Who may do what: {@link io.varve.server.access.Principal} is somebody who is known,
 * {@link io.varve.server.access.ApiKeys} and {@link io.varve.server.access.JwtTokens} tell who a token belongs to. The
 * only user of Nimbus.
 */
@NullMarked
package io.varve.server.access;

import org.jspecify.annotations.NullMarked;
