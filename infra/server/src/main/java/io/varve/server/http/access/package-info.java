/**
 * Who is let in: {@link io.varve.server.http.access.AccessCheck} looks at each request before its route does,
 * {@link io.varve.server.http.access.Audit} keeps a log of what operators asked for, and
 * {@link io.varve.server.http.access.TlsKeys} reads what TLS needs.
 */
@NullMarked
package io.varve.server.http.access;

import org.jspecify.annotations.NullMarked;
