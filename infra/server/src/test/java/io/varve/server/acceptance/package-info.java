/**
 * Whole archives, used the way their users use them: real data through the command line, in all tiers, while moved,
 * damaged, restored and rebuilt.
 */
@NullMarked
package io.varve.server.acceptance;

import org.jspecify.annotations.NullMarked;
