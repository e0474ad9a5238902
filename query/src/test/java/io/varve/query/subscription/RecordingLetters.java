package io.varve.query.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A log of dead letters that knows an event again by its source and id, as a log does; it fails when it is told to. */
final class RecordingLetters implements DeadLetters {

    private final Map<String, Event> letters = new LinkedHashMap<>();
    private int calls;
    private boolean failsBefore;
    private boolean failsAfter;

    /** The next letter does not arrive. */
    void failBefore() {
        failsBefore = true;
    }

    /** The next letter arrives, and nobody is told. */
    void failAfter() {
        failsAfter = true;
    }

    @Override
    public void append(String log, Event letter) {
        calls++;
        if (failsBefore) {
            failsBefore = false;
            throw new IllegalStateException("the disk is full");
        }
        Event before = letters.putIfAbsent(log + " " + letter.source() + " " + letter.id(), letter);
        if (before != null) {
            assertThat(letter).as("the same id").isEqualTo(before);
        }
        if (failsAfter) {
            failsAfter = false;
            throw new IllegalStateException("the answer was lost");
        }
    }

    List<Event> letters() {
        return List.copyOf(letters.values());
    }

    int calls() {
        return calls;
    }
}
