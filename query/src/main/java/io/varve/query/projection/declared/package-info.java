/**
 * Projections as YAML files with expressions in CEL: {@link io.varve.query.projection.declared.ProjectionFile} reads
 * one. docs/projections.md is the guide.
 */
@NullMarked
package io.varve.query.projection.declared;

import org.jspecify.annotations.NullMarked;
