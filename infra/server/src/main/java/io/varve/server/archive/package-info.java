/**
 * The composition root: {@link io.varve.server.archive.Archive} opens a data directory under its lock and puts the
 * parts of each {@link io.varve.server.archive.ArchiveLog} together.
 */
@NullMarked
package io.varve.server.archive;

import org.jspecify.annotations.NullMarked;
