/**
 * SQL over one log, through DuckDB: the table {@code events} spans all tiers up to the head at the start of the query.
 * {@link io.varve.query.sql.SqlQueries} is the entry, {@link io.varve.query.sql.SqlQuery} one query and its answer.
 */
@NullMarked
package io.varve.query.sql;

import org.jspecify.annotations.NullMarked;
