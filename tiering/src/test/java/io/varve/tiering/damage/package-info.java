/** Damage to bytes, and rounds of it that are driven by a seed. */
@NullMarked
package io.varve.tiering.damage;

import org.jspecify.annotations.NullMarked;
