package io.varve.query.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.Appended;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a log must hold: a plain list. */
final class Model {

    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<AggregateId, Long> versions = new HashMap<>();

    int size() {
        return events.size();
    }

    List<RecordedEvent> all() {
        return events;
    }

    RecordedEvent get(int position) {
        return events.get(position);
    }

    RecordedEvent last() {
        return events.get(events.size() - 1);
    }

    List<RecordedEvent> of(AggregateId subject) {
        return events.stream()
                .filter(event -> event.event().subject().equals(subject))
                .toList();
    }

    /** -1 if it has no event. */
    long lastVersion(AggregateId subject) {
        return versions.getOrDefault(subject, 0L) - 1;
    }

    /** Holds the answer against what it must be: dense in the log and in its aggregate, log time never going back. */
    void add(Event event, Appended answer) {
        long version = versions.merge(event.subject(), 1L, Long::sum) - 1;
        assertThat(answer.duplicate()).isFalse();
        assertThat(answer.position()).isEqualTo(events.size());
        assertThat(answer.version()).isEqualTo(version);
        if (!events.isEmpty()) {
            assertThat(answer.recordedAtMicros()).isGreaterThanOrEqualTo(last().recordedAtMicros());
        }
        events.add(new RecordedEvent(answer.position(), answer.version(), answer.recordedAtMicros(), event));
    }

    /** What was never acknowledged, and lost with the power. */
    void cut(int size) {
        while (events.size() > size) {
            RecordedEvent lost = events.remove(events.size() - 1);
            versions.merge(lost.event().subject(), -1L, Long::sum);
        }
    }

    /** The answer to whoever sends this event again. */
    static Appended again(RecordedEvent event) {
        return new Appended(event.position(), event.version(), event.recordedAtMicros(), true);
    }
}
