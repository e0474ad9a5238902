package io.varve.ingest.source.feed;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.append.IdConflictException;
import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import io.varve.ingest.source.CloudEventJson;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends what a source gave, in its order, batch after batch; what can never be an event goes to the dead letters, and
 * the rest goes on. For one thread.
 */
public final class Intake<A extends Arrival> {

    private static final int MOST_EVENTS = 1_000;
    private static final long MOST_BYTES = 1L << 20;

    private final EventAppender log;
    private final DeadLetters deadLetters;
    private final FeedStatus status;
    private final List<A> batch = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final IdentityHashMap<A, String> refused = new IdentityHashMap<>();
    private long bytes;

    public Intake(EventAppender log, DeadLetters deadLetters, FeedStatus status) {
        this.log = log;
        this.deadLetters = deadLetters;
        this.status = status;
    }

    /**
     * Takes all of it; durable on return.
     *
     * @return those that became dead letters, by identity, with the reasons
     * @throws io.varve.ingest.append.AppendException if a log does not take events now; those up to some point are in
     *     it, in order
     */
    public IdentityHashMap<A, String> take(List<A> arrivals) {
        clear();
        refused.clear();
        for (A arrival : arrivals) {
            try {
                add(arrival, readable(arrival));
            } catch (InvalidEventException e) {
                flush();
                setAside(arrival, String.valueOf(e.getMessage()));
            }
        }
        flush();
        return new IdentityHashMap<>(refused);
    }

    private Event readable(A arrival) {
        Event event = arrival.event();
        log.rules().check(event);
        Payload data = event.data();
        String flaw = data == null ? null : CloudEventJson.flaw(event.dataContentType(), data);
        if (flaw != null) {
            throw new InvalidEventException("data says to be JSON: " + flaw);
        }
        return event;
    }

    private void add(A arrival, Event event) {
        long size = size(event);
        if (!batch.isEmpty() && (batch.size() == MOST_EVENTS || bytes + size > MOST_BYTES)) {
            flush();
        }
        batch.add(arrival);
        events.add(event);
        bytes += size;
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        List<A> arrivals = List.copyOf(batch);
        List<Event> theirEvents = List.copyOf(events);
        clear();
        try {
            append(arrivals.get(arrivals.size() - 1), theirEvents);
        } catch (IdConflictException e) {
            oneByOne(arrivals, theirEvents);
        }
    }

    /** Finds the one whose id the log knows with other content. */
    private void oneByOne(List<A> arrivals, List<Event> theirEvents) {
        for (int i = 0; i < arrivals.size(); i++) {
            try {
                append(arrivals.get(i), List.of(theirEvents.get(i)));
            } catch (IdConflictException e) {
                setAside(arrivals.get(i), String.valueOf(e.getMessage()));
            }
        }
    }

    private void append(A last, List<Event> theirEvents) {
        AppendRequest request = AppendRequest.of(theirEvents);
        SourceProgress progress = last.progress();
        List<Appended> answers = progress == null ? log.append(request) : log.append(request, progress);
        long known = answers.stream().filter(Appended::duplicate).count();
        status.took(answers.size() - known, known);
    }

    private void setAside(A arrival, String reason) {
        if (!arrival.hasLetter()) {
            deadLetters.put(arrival.letter(reason), arrival.progress());
        }
        refused.put(arrival, reason);
    }

    private void clear() {
        batch.clear();
        events.clear();
        bytes = 0;
    }

    /** Not less than the bytes that the event takes in the log. */
    private static long size(Event event) {
        long chars = 64L
                + event.id().length()
                + event.source().length()
                + event.subject().value().length()
                + event.type().length()
                + length(event.dataContentType())
                + length(event.dataSchema());
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            chars += extension.getKey().length() + extension.getValue().length() + 8L;
        }
        Payload data = event.data();
        return 3 * chars + (data == null ? 0 : data.length());
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
