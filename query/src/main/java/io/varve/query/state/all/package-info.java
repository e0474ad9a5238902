/** The states of all aggregates of a log at a moment: {@link io.varve.query.state.all.AllStates}. */
@NullMarked
package io.varve.query.state.all;

import org.jspecify.annotations.NullMarked;
