/** The derived index: where the events of an aggregate lie, see {@link io.varve.ingest.index.FileEntry}. */
@NullMarked
package io.varve.ingest.index;

import org.jspecify.annotations.NullMarked;
