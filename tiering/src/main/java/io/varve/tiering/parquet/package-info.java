/** The file format: {@link io.varve.tiering.parquet.ByteSource} is where a file's bytes come from. */
@NullMarked
package io.varve.tiering.parquet;

import org.jspecify.annotations.NullMarked;
