package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.Appended;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.partition.PartitionUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What processes said they were answered, or got no answer to; and whether the log agrees. */
final class Ledger {

    private final PartitionUnit unit;
    private final Map<String, Appended> known = new HashMap<>();
    private List<Said.Request> unanswered = new ArrayList<>();

    Ledger(PartitionUnit unit) {
        this.unit = unit;
    }

    /** Takes down what a process said before it ended. */
    void take(List<String> lines) {
        Map<Integer, Said.Request> open = new HashMap<>();
        Said.requests(lines).forEach(request -> open.put(request.number(), request));
        for (Said.Answer answer : Said.answers(lines)) {
            Said.Request request = open.remove(answer.number());
            assertThat(request).isNotNull();
            answered(request.ids(), answer.appended());
        }
        unanswered.addAll(open.values());
    }

    /** An answer to an event that was answered before must be the same. */
    void answered(List<String> ids, List<Appended> answer) {
        assertThat(answer).hasSameSizeAs(ids);
        for (int i = 0; i < ids.size(); i++) {
            Appended now = answer.get(i);
            Appended before = known.putIfAbsent(
                    ids.get(i), new Appended(now.position(), now.version(), now.recordedAtMicros(), false));
            if (before != null) {
                assertThat(now)
                        .as("answer to %s, which is in the log", ids.get(i))
                        .isEqualTo(new Appended(before.position(), before.version(), before.recordedAtMicros(), true));
            }
        }
    }

    /** The requests that nobody knows the outcome of; from now on the caller does. */
    List<Said.Request> takeUnanswered() {
        List<Said.Request> all = unanswered;
        unanswered = new ArrayList<>();
        return all;
    }

    int acknowledged() {
        return known.size();
    }

    /** Compares the whole log with what was said, and takes down the unanswered events that it holds. */
    void compare(List<RecordedEvent> log) {
        Map<String, RecordedEvent> byId = new HashMap<>();
        for (RecordedEvent event : log) {
            RecordedEvent twice = byId.put(event.event().id(), event);
            assertThat(twice).as("%s is in the log twice", event).isNull();
            assertThat(event.event())
                    .as("bytes at position %s", event.position())
                    .isEqualTo(SampleEvents.event(event.event().id(), unit));
        }
        dense(log);
        known.forEach((id, answer) -> {
            RecordedEvent event = byId.get(id);
            assertThat(event).as("%s, acknowledged as %s, is lost", id, answer).isNotNull();
            assertThat(appended(event)).as("place of %s", id).isEqualTo(answer);
        });
        Set<String> tried = new HashSet<>();
        unanswered.forEach(request -> tried.addAll(whole(request, byId)));
        for (RecordedEvent event : log) {
            String id = event.event().id();
            assertThat(known.containsKey(id) || tried.contains(id))
                    .as("%s in the log was tried", event)
                    .isTrue();
            known.putIfAbsent(id, appended(event));
        }
    }

    private static void dense(List<RecordedEvent> log) {
        Map<AggregateId, Long> versions = new HashMap<>();
        long recordedAt = Long.MIN_VALUE;
        for (int i = 0; i < log.size(); i++) {
            RecordedEvent event = log.get(i);
            assertThat(event.position()).isEqualTo(i);
            assertThat(event.version())
                    .as("version of %s", event)
                    .isEqualTo(versions.merge(event.event().subject(), 0L, (last, zero) -> last + 1));
            assertThat(event.recordedAtMicros()).as("log time of %s", event).isGreaterThanOrEqualTo(recordedAt);
            recordedAt = event.recordedAtMicros();
        }
    }

    /** The new events of a request must be there all in one place, or not at all. */
    private Set<String> whole(Said.Request request, Map<String, RecordedEvent> byId) {
        List<String> fresh =
                request.ids().stream().filter(id -> !known.containsKey(id)).toList();
        Set<Long> places = new TreeSet<>();
        Set<Long> times = new HashSet<>();
        for (String id : fresh) {
            RecordedEvent event = byId.get(id);
            if (event != null) {
                places.add(event.position());
                times.add(event.recordedAtMicros());
            }
        }
        if (!places.isEmpty()) {
            assertThat(places).as("places of %s, which is one batch", request).hasSameSizeAs(fresh);
            long first = places.iterator().next();
            assertThat(places).as("places of %s", request).allMatch(place -> place < first + fresh.size());
            assertThat(times).as("log times of %s", request).hasSize(1);
        }
        return Set.copyOf(fresh);
    }

    private static Appended appended(RecordedEvent event) {
        return new Appended(event.position(), event.version(), event.recordedAtMicros(), false);
    }
}
