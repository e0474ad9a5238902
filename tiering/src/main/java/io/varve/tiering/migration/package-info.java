/**
 * The moves between tiers, and what goes with them: removal of sources, restore, verify. Plain code without a
 * scheduler; the entry types are {@link io.varve.tiering.migration.Migrator} and
 * {@link io.varve.tiering.migration.Verifier}.
 */
@NullMarked
package io.varve.tiering.migration;

import org.jspecify.annotations.NullMarked;
