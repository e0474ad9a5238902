/** Tests of reading from a real server on the loopback. */
@NullMarked
package io.varve.server.http.read;

import org.jspecify.annotations.NullMarked;
