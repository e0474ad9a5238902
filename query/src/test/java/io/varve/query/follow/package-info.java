/** Tests of following over real logs in three tiers. */
@NullMarked
package io.varve.query.follow;

import org.jspecify.annotations.NullMarked;
