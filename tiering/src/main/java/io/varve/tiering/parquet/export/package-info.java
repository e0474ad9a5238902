/**
 * Events as a Parquet file for other programs: {@link io.varve.tiering.parquet.export.ParquetEventWriter}. It has the
 * columns of an event file and is none: its events may be any, in any order.
 */
@NullMarked
package io.varve.tiering.parquet.export;

import org.jspecify.annotations.NullMarked;
