package io.varve.tiering.recovery;

import io.varve.tiering.catalog.Catalog;
import java.nio.file.Path;

/**
 * Where a log is to lie again; nothing of it is there yet.
 *
 * @param catalog the new catalog
 * @param hot directory of the hot tier
 * @param warm directory of the local files
 * @param sidecars directory of the sidecars of cold files
 * @param temporary for what is needed only meanwhile
 */
public record RecoveryTarget(Catalog catalog, Path hot, Path warm, Path sidecars, Path temporary) {}
