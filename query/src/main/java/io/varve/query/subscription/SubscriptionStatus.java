package io.varve.query.subscription;

import org.jspecify.annotations.Nullable;

/**
 * How far a subscription has come.
 *
 * @param definition what it is
 * @param position the first one that is not acknowledged
 * @param refusal of the event that the consumer has last refused, null if it has acknowledged it since
 * @param head of the log
 */
public record SubscriptionStatus(
        SubscriptionDefinition definition,
        long position,
        @Nullable Refusal refusal,
        long head) {

    /** Events that were appended and are not acknowledged, those that the subscription does not want among them. */
    public long lag() {
        return Math.max(0, head - position);
    }
}
