/** What fuzz tests share: {@link io.varve.ingest.fuzz.Damage} and {@link io.varve.ingest.fuzz.SmallJvm}. */
@NullMarked
package io.varve.ingest.fuzz;

import org.jspecify.annotations.NullMarked;
