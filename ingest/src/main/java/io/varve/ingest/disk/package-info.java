/** What must be on the disk, and not only said to it: {@link io.varve.ingest.disk.Disk}. */
@NullMarked
package io.varve.ingest.disk;

import org.jspecify.annotations.NullMarked;
