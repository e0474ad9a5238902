/** Finds projections by name or file: {@link io.varve.query.projection.find.Projections}. */
@NullMarked
package io.varve.query.projection.find;

import org.jspecify.annotations.NullMarked;
