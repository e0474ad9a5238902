/**
 * Named durable subscriptions: how far each consumer of a log has come, kept for it; and what it keeps refusing goes to
 * a log of dead letters. Enter by {@link io.varve.query.subscription.Subscriptions}.
 */
@NullMarked
package io.varve.query.subscription;

import org.jspecify.annotations.NullMarked;
