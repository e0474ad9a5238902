/**
 * What a SELECT says, from the tree that DuckDB's own parser makes of it: whether it may run, and which places of the
 * log it can touch. {@link io.varve.query.sql.select.SelectStatement} is the entry.
 */
@NullMarked
package io.varve.query.sql.select;

import org.jspecify.annotations.NullMarked;
