/**
 * Folds: what a stream of events comes to. {@link io.varve.query.projection.Projection} is what to write, in Java or as
 * a YAML file.
 */
@NullMarked
package io.varve.query.projection;

import org.jspecify.annotations.NullMarked;
