package io.varve.query.replay;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted, and in which order. All conditions must hold.
 *
 * @param fromPosition first position, inclusive
 * @param toPosition end of the positions, exclusive; {@code Long.MAX_VALUE} for the head
 * @param basis the time that the next two mean
 * @param sinceMicros first time, inclusive; {@code Long.MIN_VALUE} for no bound
 * @param untilMicros end of the times, exclusive; {@code Long.MAX_VALUE} for no bound
 * @param types wanted types, compared exactly; empty for all
 * @param subject the only wanted aggregate, null for all
 * @param fromVersion first version in its aggregate, inclusive; 0 for no bound
 * @param toVersion end of the versions, exclusive; {@code Long.MAX_VALUE} for no bound
 * @param order order of delivery; the events of one aggregate have the same order in both
 */
public record ReplayRequest(
        long fromPosition,
        long toPosition,
        TimeBasis basis,
        long sinceMicros,
        long untilMicros,
        Set<String> types,
        @Nullable AggregateId subject,
        long fromVersion,
        long toVersion,
        ReplayOrder order) {

    private static final ReplayRequest ALL = new ReplayRequest(
            0,
            Long.MAX_VALUE,
            TimeBasis.RECORDED,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Set.of(),
            null,
            0,
            Long.MAX_VALUE,
            ReplayOrder.LOG);

    public ReplayRequest {
        Objects.requireNonNull(basis, "basis");
        Objects.requireNonNull(order, "order");
        types = Set.copyOf(types);
        if (fromPosition < 0 || toPosition < fromPosition) {
            throw new IllegalArgumentException(
                    "positions from " + fromPosition + " to " + toPosition + " are no range");
        }
        if (fromVersion < 0 || toVersion < fromVersion) {
            throw new IllegalArgumentException("versions from " + fromVersion + " to " + toVersion + " are no range");
        }
        if (untilMicros < sinceMicros) {
            throw new IllegalArgumentException(
                    "times since " + sinceMicros + " until " + untilMicros + " (micros) are no range");
        }
    }

    /** The whole log in log order. */
    public static ReplayRequest all() {
        return ALL;
    }

    /** The same request for positions from (inclusive) and to (exclusive). */
    public ReplayRequest withPositions(long from, long to) {
        return new ReplayRequest(
                from, to, basis, sinceMicros, untilMicros, types, subject, fromVersion, toVersion, order);
    }

    /** The same request for times since (inclusive) and until (exclusive), in microseconds. */
    public ReplayRequest withTimes(TimeBasis newBasis, long since, long until) {
        return new ReplayRequest(
                fromPosition, toPosition, newBasis, since, until, types, subject, fromVersion, toVersion, order);
    }

    /** The same request for these types only; all, if the set is empty. */
    public ReplayRequest withTypes(Set<String> newTypes) {
        return new ReplayRequest(
                fromPosition,
                toPosition,
                basis,
                sinceMicros,
                untilMicros,
                newTypes,
                subject,
                fromVersion,
                toVersion,
                order);
    }

    /** The same request for this aggregate only; all, if null. */
    public ReplayRequest withSubject(@Nullable AggregateId newSubject) {
        return new ReplayRequest(
                fromPosition,
                toPosition,
                basis,
                sinceMicros,
                untilMicros,
                types,
                newSubject,
                fromVersion,
                toVersion,
                order);
    }

    /** The same request for versions from (inclusive) and to (exclusive). */
    public ReplayRequest withVersions(long from, long to) {
        return new ReplayRequest(
                fromPosition, toPosition, basis, sinceMicros, untilMicros, types, subject, from, to, order);
    }

    /** The same request in this order. */
    public ReplayRequest withOrder(ReplayOrder newOrder) {
        return new ReplayRequest(
                fromPosition,
                toPosition,
                basis,
                sinceMicros,
                untilMicros,
                types,
                subject,
                fromVersion,
                toVersion,
                newOrder);
    }

    /** Whether the event, which lies in the wanted positions, meets all other conditions. */
    boolean wants(RecordedEvent recorded) {
        return wantsTime(recorded)
                && recorded.version() >= fromVersion
                && recorded.version() < toVersion
                && (types.isEmpty() || types.contains(recorded.event().type()))
                && (subject == null || subject.equals(recorded.event().subject()));
    }

    boolean hasTimes() {
        return sinceMicros != Long.MIN_VALUE || untilMicros != Long.MAX_VALUE;
    }

    /** Log time before which nothing is wanted. */
    long recordedSince() {
        return basis == TimeBasis.RECORDED ? sinceMicros : Long.MIN_VALUE;
    }

    /** Log time from which on nothing is wanted; {@code Long.MAX_VALUE} for no bound. */
    long recordedUntil() {
        return basis == TimeBasis.RECORDED ? untilMicros : Long.MAX_VALUE;
    }

    private boolean wantsTime(RecordedEvent recorded) {
        if (!hasTimes()) {
            return true;
        }
        if (basis == TimeBasis.RECORDED) {
            return inTimes(recorded.recordedAtMicros());
        }
        var time = recorded.event().time();
        return time != null && inTimes(time.micros());
    }

    private boolean inTimes(long micros) {
        return micros >= sinceMicros && (micros < untilMicros || untilMicros == Long.MAX_VALUE);
    }
}
