/** Years of a log's life with an injected clock, against a plain list: {@link io.varve.query.simulation.LogLife}. */
@NullMarked
package io.varve.query.simulation;

import org.jspecify.annotations.NullMarked;
