package io.varve.query.replay.sort;

import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The merge of sorted sources. An aggregate that is in several of them has its lower versions in the earlier ones, so
 * that whole aggregates are taken from a source, not single events.
 */
public final class SortedEvents implements EventInput {

    private record Entry(int number, SortedSource source) {}

    private final PriorityQueue<Entry> others = new PriorityQueue<>(SortedEvents::compare);
    private @Nullable Entry current;
    private @Nullable RecordedEvent last;

    SortedEvents(List<SortedSource> sources) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).head() != null) {
                others.add(new Entry(i, sources.get(i)));
            }
        }
        current = others.poll();
    }

    private static int compare(Entry one, Entry other) {
        int byKey = Arrays.compareUnsigned(one.source().key(), other.source().key());
        return byKey != 0 ? byKey : Integer.compare(one.number(), other.number());
    }

    /**
     * The next event, null at the end.
     *
     * @throws IOException if a temporary file cannot be read
     * @throws IllegalStateException if an aggregate has a version twice or out of order
     */
    @Override
    public @Nullable RecordedEvent next() throws IOException {
        Entry entry = current;
        if (entry == null) {
            return null;
        }
        RecordedEvent event = entry.source().next();
        RecordedEvent following = entry.source().head();
        if (event == null) {
            throw new IllegalStateException("a source with no event is in the merge");
        }
        if (following == null) {
            current = others.poll();
        } else if (!following.event().subject().equals(event.event().subject())) {
            others.add(entry);
            current = others.poll();
        }
        check(event);
        return event;
    }

    private void check(RecordedEvent event) {
        RecordedEvent before = last;
        if (before != null
                && before.event().subject().equals(event.event().subject())
                && before.version() >= event.version()) {
            throw new IllegalStateException(
                    "aggregate '" + event.event().subject() + "' has version " + event.version() + " at position "
                            + event.position() + " after version " + before.version() + " at position "
                            + before.position());
        }
        last = event;
    }
}
