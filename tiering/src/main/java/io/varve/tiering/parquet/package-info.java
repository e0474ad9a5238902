/**
 * The file format: Parquet files that hold a partition run by run, each with a sidecar that tells what it holds and
 * proves its bytes. {@link io.varve.tiering.parquet.EventFileWriter} makes both,
 * {@link io.varve.tiering.parquet.EventFileReader} and {@link io.varve.tiering.parquet.Sidecar} read them. The only
 * user of org.apache.parquet. The bytes are specified in docs/format-file.md.
 */
@NullMarked
package io.varve.tiering.parquet;

import org.jspecify.annotations.NullMarked;
