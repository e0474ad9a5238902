/**
 * Writes the rows of an answer, one after the other: {@link io.varve.server.rows.RowFormat} names the forms,
 * {@link io.varve.server.rows.RowWriter} writes one.
 */
@NullMarked
package io.varve.server.rows;

import org.jspecify.annotations.NullMarked;
