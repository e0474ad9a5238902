/** The hot tier. */
@NullMarked
package io.varve.ingest.hot;

import org.jspecify.annotations.NullMarked;
