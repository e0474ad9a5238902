package io.varve.query.state;

import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.TimeBasis;
import io.varve.query.snapshot.SkipReason;
import io.varve.query.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/** Which events a state is the fold of. */
public sealed interface Moment {

    /** All events. */
    static Moment now() {
        return new Now();
    }

    /** What was known then: the events that the log had by this time, inclusive. */
    static Moment knownAt(long recordedAtMicros) {
        return new KnownAt(recordedAtMicros);
    }

    /** What had happened then: the events of this business time or an earlier one; those without one are left out. */
    static Moment happenedBy(long timeMicros) {
        return new HappenedBy(timeMicros);
    }

    /** The events up to the one of this version, inclusive. */
    static Moment atVersion(long version) {
        return new AtVersion(version);
    }

    /** The request for the events of this moment alone. */
    ReplayRequest limit(ReplayRequest request);

    /** Whether an event that is recorded at this log time may be folded; if not, none after it may. */
    default boolean reaches(long recordedAtMicros) {
        return true;
    }

    /** Whether the event is folded. */
    boolean includes(RecordedEvent recorded);

    /** Why this snapshot cannot be the beginning, null if it can. */
    @Nullable
    SkipReason objection(Snapshot snapshot);

    /** Whether all events up to one are folded, so that the result may be kept as a snapshot. */
    default boolean isPrefix() {
        return true;
    }

    /** The newest state. */
    record Now() implements Moment {

        @Override
        public ReplayRequest limit(ReplayRequest request) {
            return request;
        }

        @Override
        public boolean includes(RecordedEvent recorded) {
            return true;
        }

        @Override
        public @Nullable SkipReason objection(Snapshot snapshot) {
            return null;
        }
    }

    /** By log time. */
    record KnownAt(long recordedAtMicros) implements Moment {

        @Override
        public ReplayRequest limit(ReplayRequest request) {
            return request.withTimes(TimeBasis.RECORDED, Long.MIN_VALUE, after(recordedAtMicros));
        }

        @Override
        public boolean reaches(long eventRecordedAtMicros) {
            return eventRecordedAtMicros <= recordedAtMicros;
        }

        @Override
        public boolean includes(RecordedEvent recorded) {
            return reaches(recorded.recordedAtMicros());
        }

        @Override
        public @Nullable SkipReason objection(Snapshot snapshot) {
            return snapshot.recordedAtMicros() <= recordedAtMicros ? null : SkipReason.LATER;
        }
    }

    /** By business time. */
    record HappenedBy(long timeMicros) implements Moment {

        @Override
        public ReplayRequest limit(ReplayRequest request) {
            return request.withTimes(TimeBasis.BUSINESS, Long.MIN_VALUE, after(timeMicros));
        }

        @Override
        public boolean includes(RecordedEvent recorded) {
            EventTime time = recorded.event().time();
            return time != null && time.micros() <= timeMicros;
        }

        @Override
        public @Nullable SkipReason objection(Snapshot snapshot) {
            return snapshot.happenedBy(timeMicros) ? null : SkipReason.NOT_YET_HAPPENED;
        }

        @Override
        public boolean isPrefix() {
            return false;
        }
    }

    /** By version. */
    record AtVersion(long version) implements Moment {

        public AtVersion {
            if (version < 0) {
                throw new IllegalArgumentException("version " + version + ", must be 0 or more");
            }
        }

        @Override
        public ReplayRequest limit(ReplayRequest request) {
            return request.withVersions(request.fromVersion(), after(version));
        }

        @Override
        public boolean includes(RecordedEvent recorded) {
            return recorded.version() <= version;
        }

        @Override
        public @Nullable SkipReason objection(Snapshot snapshot) {
            return snapshot.version() <= version ? null : SkipReason.LATER;
        }
    }

    private static long after(long inclusive) {
        return inclusive == Long.MAX_VALUE ? inclusive : inclusive + 1;
    }
}
