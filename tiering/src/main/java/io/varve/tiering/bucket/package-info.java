/**
 * What a log keeps in its bucket beside the files of cold partitions, so that the bucket alone can bring it back:
 * {@link io.varve.tiering.bucket.LogBucket}, and the catalog's state as
 * {@link io.varve.tiering.bucket.CatalogManifest}.
 */
@NullMarked
package io.varve.tiering.bucket;

import org.jspecify.annotations.NullMarked;
