/** The runnable program: {@link io.varve.server.Main}. */
@NullMarked
package io.varve.server;

import org.jspecify.annotations.NullMarked;
