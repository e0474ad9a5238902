@NullMarked
package io.varve.ingest.disk;

import org.jspecify.annotations.NullMarked;
