/** Values that people and clients write, read in one way everywhere: {@link io.varve.server.input.Inputs}. */
@NullMarked
package io.varve.server.input;

import org.jspecify.annotations.NullMarked;
