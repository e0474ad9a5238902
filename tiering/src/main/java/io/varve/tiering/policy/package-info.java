/** Which tier a partition belongs in at a given moment: {@link io.varve.tiering.policy.TierPolicy}. */
@NullMarked
package io.varve.tiering.policy;

import org.jspecify.annotations.NullMarked;
