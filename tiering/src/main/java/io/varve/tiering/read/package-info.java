/** What reading sealed files costs: {@link io.varve.tiering.read.ReadTally} counts it for one reader. */
@NullMarked
package io.varve.tiering.read;

import org.jspecify.annotations.NullMarked;
