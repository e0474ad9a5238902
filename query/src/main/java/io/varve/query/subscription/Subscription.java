package io.varve.query.subscription;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.follow.FollowCursor;
import io.varve.query.follow.FollowCursor.Step;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscription. An event is given out until it is acknowledged or has become a dead letter: at least once. Two
 * consumers of one subscription get the same events. Thread-safe.
 */
public final class Subscription {

    private static final long MAX_DATA_BYTES = 8 << 20;

    private final LogFeed feed;
    private final StateFile file;
    private final DeadLetters deadLetters;
    private final ReentrantLock lock = new ReentrantLock();
    private StoredState state;
    private boolean deleted;

    Subscription(LogFeed feed, StateFile file, DeadLetters deadLetters, StoredState state) {
        this.feed = feed;
        this.file = file;
        this.deadLetters = deadLetters;
        this.state = state;
    }

    public SubscriptionStatus status() {
        return locked(() -> status(state));
    }

    /**
     * The next events from the first one that is not acknowledged; fewer than there are where their data is large.
     * Where nothing up to the head is wanted, that much counts as acknowledged.
     *
     * @param limit how many at most, 1 or more
     * @param patience how long to wait at most where there is none
     * @param givenUp ends the wait; who changes that calls {@link io.varve.ingest.append.Head#wake}
     * @throws io.varve.query.replay.ReplayException if an event cannot be read
     * @throws SubscriptionException if its state cannot be kept
     */
    public List<RecordedEvent> next(int limit, Duration patience, BooleanSupplier givenUp) throws InterruptedException {
        long from = locked(() -> settled().position());
        List<RecordedEvent> events = new ArrayList<>();
        long reached;
        try (FollowCursor cursor = feed.follow(wanted().withPositions(from, Long.MAX_VALUE), givenUp)) {
            long bytes = 0;
            boolean waited = false;
            while (events.size() < limit && bytes < MAX_DATA_BYTES) {
                boolean isLevel = cursor.position() >= feed.head().position();
                if (isLevel && (waited || !events.isEmpty())) {
                    break;
                }
                waited |= isLevel;
                Step step = cursor.next(isLevel ? patience : Duration.ZERO);
                if (step == Step.END) {
                    break;
                }
                if (step == Step.EVENT) {
                    events.add(cursor.event());
                    bytes += bytes(cursor.event());
                }
            }
            reached = cursor.position();
        }
        if (events.isEmpty() && reached > from) {
            // a consumer of few types would look through all the others again each time
            locked(() -> state.position() == from ? keep(state.acknowledged(reached)) : state);
        }
        return events;
    }

    /**
     * All events up to this position are done with. To acknowledge again what is acknowledged changes nothing.
     *
     * @param position of the last one, inclusive
     * @throws SubscriptionConflictException if no event has this position yet
     * @throws SubscriptionException if its state cannot be kept
     */
    public SubscriptionStatus acknowledge(long position) {
        requireBelowHead(position);
        return locked(() -> {
            StoredState now = settled();
            return status(position < now.position() ? now : keep(now.acknowledged(position + 1)));
        });
    }

    /**
     * The consumer cannot take the event, which must be the first one that is not acknowledged. With the last of its
     * tries it becomes a dead letter, and the next one is the first: in this order, so that none is ever lost. To
     * refuse again what is a dead letter or acknowledged changes nothing.
     *
     * @param reason any text; an event carries its first 1,000 characters
     * @throws SubscriptionConflictException if it is not the first that is not acknowledged
     * @throws SubscriptionException if its state cannot be kept
     */
    public SubscriptionStatus refuse(long position, String reason) {
        requireBelowHead(position);
        return locked(() -> {
            StoredState now = settled();
            if (position < now.position()) {
                return status(now);
            }
            requireFirst(position);
            Refusal before = now.refusal();
            int tries = before != null && before.position() == position ? before.tries() + 1 : 1;
            keep(now.refused(Refusal.of(position, tries, reason)));
            return status(settled());
        });
    }

    /** Ends it: whoever holds it finds it unknown. */
    void delete() {
        locked(() -> {
            try {
                file.delete();
            } catch (IOException e) {
                throw new SubscriptionException(
                        "subscription '" + name() + "' may not be deleted: " + e.getMessage(), e);
            }
            deleted = true;
            return state;
        });
    }

    StoredState stored() {
        return locked(() -> state);
    }

    SubscriptionDefinition definition() {
        return locked(() -> state.definition());
    }

    /** The state once what the consumer refused for the last time is a dead letter. */
    private StoredState settled() {
        Refusal last = state.finalRefusal();
        if (last != null) {
            // The reason was kept before, so this is the same letter however often it is written.
            deadLetters.append(state.definition().deadLetters(), Letter.of(feed.log(), state, last, event(last)));
            keep(state.acknowledged(last.position() + 1));
        }
        return state;
    }

    private RecordedEvent event(Refusal refusal) {
        long position = refusal.position();
        RecordedEvent event = first(ReplayRequest.all().withPositions(position, position + 1));
        if (event == null) {
            throw new SubscriptionConflictException(
                    "log '" + feed.log() + "' does not hold position " + position + ", which '" + name() + "' refused");
        }
        return event;
    }

    private void requireFirst(long position) {
        RecordedEvent first = first(wanted().withPositions(state.position(), position + 1));
        if (first == null) {
            throw new SubscriptionConflictException("subscription '" + name() + "' does not want the event at position "
                    + position + ", so it cannot be refused");
        }
        if (first.position() != position) {
            throw new SubscriptionConflictException("position " + position + " cannot be refused before position "
                    + first.position() + ", which is not acknowledged: acknowledge what comes before it");
        }
    }

    private @Nullable RecordedEvent first(ReplayRequest request) {
        try (EventCursor cursor = feed.replayer().replay(request)) {
            return cursor.next() ? cursor.event() : null;
        }
    }

    private void requireBelowHead(long position) {
        long head = feed.head().position();
        if (position < 0 || position >= head) {
            throw new SubscriptionConflictException("log '" + feed.log() + "' has no event at position " + position
                    + ": its positions end at " + head + ", exclusive");
        }
    }

    private ReplayRequest wanted() {
        return ReplayRequest.all().withTypes(definition().types());
    }

    private StoredState keep(StoredState next) {
        try {
            file.write(next);
        } catch (IOException e) {
            throw new SubscriptionException(
                    "the state of subscription '" + name() + "' cannot be kept in " + file.path() + ": "
                            + e.getMessage(),
                    e);
        }
        state = next;
        return next;
    }

    private String name() {
        return state.definition().name();
    }

    private SubscriptionStatus status(StoredState of) {
        return new SubscriptionStatus(
                of.definition(), of.position(), of.refusal(), feed.head().position());
    }

    private static long bytes(RecordedEvent recorded) {
        var data = recorded.event().data();
        return 256L + (data == null ? 0 : data.length());
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            if (deleted) {
                throw new UnknownSubscriptionException(feed.log(), name());
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
