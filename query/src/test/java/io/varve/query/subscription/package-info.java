/** Tests of subscriptions over real logs in three tiers. */
@NullMarked
package io.varve.query.subscription;

import org.jspecify.annotations.NullMarked;
