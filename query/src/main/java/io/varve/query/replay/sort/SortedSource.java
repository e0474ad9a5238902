package io.varve.query.replay.sort;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorted events of one chunk or file, with the UTF-8 bytes of the next one's aggregate at hand. */
final class SortedSource implements EventInput {

    private final EventInput input;
    private @Nullable RecordedEvent head;
    private byte[] key = new byte[0];

    SortedSource(EventInput input) throws IOException {
        this.input = input;
        next();
    }

    /** A chunk, sorted by aggregate; each list is in the order of versions. */
    static SortedSource ofChunk(Map<AggregateId, List<RecordedEvent>> chunk) throws IOException {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Group(byte[] key, List<RecordedEvent> events) {}
        Iterator<RecordedEvent> events = chunk.entrySet().stream()
                .map(entry -> new Group(entry.getKey().utf8(), entry.getValue()))
                .sorted((one, other) -> Arrays.compareUnsigned(one.key(), other.key()))
                .flatMap(group -> group.events().stream())
                .iterator();
        return new SortedSource(() -> events.hasNext() ? events.next() : null);
    }

    /** The event that {@link #next()} will answer, null at the end. */
    @Nullable
    RecordedEvent head() {
        return head;
    }

    /** UTF-8 bytes of the aggregate of {@link #head()}. */
    byte[] key() {
        return key;
    }

    @Override
    public @Nullable RecordedEvent next() throws IOException {
        RecordedEvent answer = head;
        RecordedEvent next = input.next();
        if (next != null
                && (answer == null
                        || !next.event().subject().equals(answer.event().subject()))) {
            key = next.event().subject().utf8();
        }
        head = next;
        return answer;
    }
}
