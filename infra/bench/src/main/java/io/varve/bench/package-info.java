/**
 * Measures Varve side by side with what one would use instead: {@link io.varve.bench.SideBySide}. Run by hand; the
 * figures stand in docs/performance.md.
 */
@NullMarked
package io.varve.bench;

import org.jspecify.annotations.NullMarked;
