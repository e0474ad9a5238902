package io.varve.tiering.parquet;

import java.nio.file.Path;

/**
 * A finished event file on local disk; both files and their directory are synced.
 *
 * @param path the Parquet file
 * @param sidecar its sidecar
 * @param facts what the file holds
 */
public record SealedFile(Path path, Path sidecar, FileFacts facts) {}
