package io.varve.ingest.append;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.event.Micros;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotEvent;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.IndexedEvent;
import io.varve.ingest.index.KnownEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives prepared events their place: duplicate id, expected version and time are checked in this order, then position,
 * version and log time assigned, then log and index written. Used by one thread at a time.
 */
final class LogWriter {

    private final HotLog hot;
    private final EventIndex index;
    private long floorMicros;

    LogWriter(HotLog hot, EventIndex index, long floorMicros) {
        this.hot = hot;
        this.index = index;
        this.floorMicros = Math.max(floorMicros, hot.lastRecordedAtMicros());
    }

    /** No later event gets a log time before this. */
    long floorMicros() {
        return floorMicros;
    }

    void raiseFloor(long micros) {
        floorMicros = Math.max(floorMicros, micros);
    }

    /**
     * Appends what is new among the events; on return all of them are in the log, not yet synced.
     *
     * @throws AppendException if nothing was appended, or the outcome is unknown
     */
    List<Appended> write(
            List<PreparedEvent> events,
            ExpectedVersion expected,
            RecordingTime time,
            @Nullable SourceProgress progress) {
        Numbering numbering = new Numbering(hot.nextPosition());
        for (PreparedEvent event : events) {
            numbering.add(event);
        }
        if (numbering.fresh.isEmpty()) {
            return numbering.answers(floorMicros);
        }
        if (!expected.isAny()) {
            AggregateId aggregate = events.get(0).event().subject();
            expected.check(aggregate, index.lastVersion(aggregate));
        }
        long recordedAt = time.choose(floorMicros);
        store(numbering, recordedAt, progress);
        floorMicros = recordedAt;
        return numbering.answers(recordedAt);
    }

    private void store(Numbering numbering, long recordedAt, @Nullable SourceProgress progress) {
        List<HotEvent> hotEvents = new ArrayList<>(numbering.fresh.size());
        for (Numbered numbered : numbering.fresh) {
            hotEvents.add(new HotEvent(numbered.version, numbered.event.content()));
        }
        HotBatch batch = new HotBatch(
                numbering.firstPosition, recordedAt, progress == null ? null : progress.encode(), hotEvents);
        if (batch.encodedBytes() > HotLog.MAX_BATCH_BYTES) {
            throw new AppendTooLargeException(batch.encodedBytes(), HotLog.MAX_BATCH_BYTES);
        }
        try {
            FaultPoint.APPEND_NUMBERED.reach();
            hot.append(batch);
            if (progress != null) {
                // before the events: a chunk of the index that ends with the last of them must hold it
                index.putProgress(progress.source(), progress.value());
            }
            long position = numbering.firstPosition;
            for (Numbered numbered : numbering.fresh) {
                PreparedEvent event = numbered.event;
                index.add(new IndexedEvent(
                        event.event().subject(),
                        position++,
                        numbered.version,
                        recordedAt,
                        event.idKey(),
                        event.contentHash()));
            }
            FaultPoint.APPEND_INDEXED.reach();
        } catch (RuntimeException | Error e) {
            throw new AppendUnknownException(
                    "storing events from position " + numbering.firstPosition + " on failed half way: " + e, e);
        }
    }

    private record Numbered(PreparedEvent event, long version) {}

    /** The answer to one event: either that of its first time, or the n-th new event of this request. */
    private record Answer(@Nullable KnownEvent known, int fresh, boolean duplicate) {}

    /** What is new in a request, with the versions it will get, and what was there before. */
    private final class Numbering {

        final long firstPosition;
        final List<Numbered> fresh = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private final Map<Hash128, Integer> freshById = new HashMap<>();
        private final Map<AggregateId, Long> lastVersions = new HashMap<>();

        Numbering(long firstPosition) {
            this.firstPosition = firstPosition;
        }

        void add(PreparedEvent event) {
            Integer earlier = freshById.get(event.idKey());
            if (earlier != null) {
                if (!fresh.get(earlier).event.contentHash().equals(event.contentHash())) {
                    throw new IdConflictException(event.event(), "in the same request");
                }
                answers.add(new Answer(null, earlier, true));
                return;
            }
            KnownEvent known = index.findId(event.idKey());
            if (known != null) {
                if (!known.contentHash().equals(event.contentHash())) {
                    throw new IdConflictException(
                            event.event(),
                            "at position " + known.position() + " on " + Micros.text(known.recordedAtMicros()));
                }
                answers.add(new Answer(known, -1, true));
                return;
            }
            AggregateId aggregate = event.event().subject();
            Long last = lastVersions.get(aggregate);
            long version = (last == null ? index.lastVersion(aggregate) : last) + 1;
            lastVersions.put(aggregate, version);
            freshById.put(event.idKey(), fresh.size());
            answers.add(new Answer(null, fresh.size(), false));
            fresh.add(new Numbered(event, version));
        }

        List<Appended> answers(long recordedAt) {
            List<Appended> appended = new ArrayList<>(answers.size());
            for (Answer answer : answers) {
                KnownEvent known = answer.known;
                appended.add(
                        known != null
                                ? new Appended(known.position(), known.version(), known.recordedAtMicros(), true)
                                : new Appended(
                                        firstPosition + answer.fresh,
                                        fresh.get(answer.fresh).version,
                                        recordedAt,
                                        answer.duplicate));
            }
            return appended;
        }
    }

    /** Chooses the log time of a batch, given the earliest that is allowed. */
    interface RecordingTime {
        long choose(long floorMicros);
    }
}
