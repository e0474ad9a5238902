package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Micros;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log in memory that recognises events by source and id, and keeps what was asked of it. */
final class RecordingTarget implements ImportTarget {

    final List<Event> events = new ArrayList<>();
    final List<Integer> batches = new ArrayList<>();
    final Map<String, byte[]> progress = new HashMap<>();
    final List<String> completed = new ArrayList<>();
    private final Map<String, Event> known = new HashMap<>();
    private long headMicros = Long.MIN_VALUE;
    private int callsUntilFailure = Integer.MAX_VALUE;
    private boolean backfilling;

    /** The call after so many more fails, as a full disk would. */
    void failAfter(int calls) {
        callsUntilFailure = calls;
    }

    @Override
    public Taken append(List<Event> batch) {
        if (backfilling) {
            throw new IllegalStateException("a backfill has the log");
        }
        return take(batch);
    }

    @Override
    public Backfill backfill(String source) {
        backfilling = true;
        return new Backfill() {
            @Override
            public byte @Nullable [] progress() {
                return progress.get(source);
            }

            @Override
            public Taken append(List<Event> sameTime, byte[] reached) {
                long micros = micros(sameTime.get(0));
                for (Event event : sameTime) {
                    if (micros(event) != micros) {
                        throw new IllegalArgumentException("times differ");
                    }
                }
                boolean anyNew = sameTime.stream().anyMatch(event -> !known.containsKey(key(event)));
                if (anyNew && micros < headMicros) {
                    throw new IllegalStateException(
                            "time " + Micros.text(micros) + " lies before the head's " + Micros.text(headMicros));
                }
                Taken taken = take(sameTime);
                headMicros = Math.max(headMicros, micros);
                progress.put(source, reached);
                return taken;
            }

            @Override
            public void complete() {
                completed.add(source);
            }

            @Override
            public void close() {
                backfilling = false;
            }
        };
    }

    boolean isBackfilling() {
        return backfilling;
    }

    private Taken take(List<Event> batch) {
        if (callsUntilFailure-- == 0) {
            throw new IllegalStateException("the disk is full");
        }
        Map<String, Event> added = new LinkedHashMap<>();
        int duplicates = 0;
        for (Event event : batch) {
            Event before = known.get(key(event));
            Event earlier = before == null ? added.putIfAbsent(key(event), event) : before;
            if (earlier != null && !earlier.equals(event)) {
                throw new IllegalStateException("event " + event.id() + " exists with other content");
            }
            duplicates += earlier == null ? 0 : 1;
        }
        known.putAll(added);
        events.addAll(added.values());
        batches.add(batch.size());
        return new Taken(batch.size() - duplicates, duplicates);
    }

    private static String key(Event event) {
        return event.source() + '\0' + event.id();
    }

    private static long micros(Event event) {
        EventTime time = event.time();
        if (time == null) {
            throw new IllegalArgumentException("no time");
        }
        return time.micros();
    }
}
