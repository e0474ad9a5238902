package io.varve.ingest.command;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.append.IdConflictException;
import io.varve.ingest.append.VersionConflictException;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.RecordedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Does commands on the aggregates of a log: loads the state, lets the decider decide, and appends its events if the
 * aggregate is still at the version that was loaded; if not, it begins again. Thread-safe.
 */
public final class CommandHandler<C, S, E> {

    private static final int MOST_STATES = 1_000;

    private final Decider<C, S, E> decider;
    private final EventForm<E> form;
    private final String source;
    private final AggregateHistory history;
    private final EventAppender log;
    private final int tries;
    private final Map<AggregateId, Known<S>> states = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AggregateId, Known<S>> eldest) {
            return size() > MOST_STATES;
        }
    };

    /** A state, and the version of the last event in it; -1 before the first one. */
    private record Known<S>(S state, long version) {}

    /**
     * @param source the attribute {@code source} of the events; commands of one id are one command within it
     * @param history of the aggregates of {@code log}
     * @param tries how often a command is decided at most while others append to the same aggregate, at least 1
     */
    public CommandHandler(
            Decider<C, S, E> decider,
            EventForm<E> form,
            String source,
            AggregateHistory history,
            EventAppender log,
            int tries) {
        if (tries < 1) {
            throw new IllegalArgumentException("tries is " + tries + ", must be at least 1");
        }
        this.decider = decider;
        this.form = form;
        this.source = source;
        this.history = history;
        this.log = log;
        this.tries = tries;
    }

    /**
     * Does the command, or says why not; on return its events are durable.
     *
     * @throws VersionConflictException if at each try another one had appended to the aggregate first
     * @throws IdConflictException if events of other content have the ids of its events, and it was not found done
     * @throws io.varve.ingest.append.AppendException if the log does not take the events, or the outcome is unknown;
     *     the same command may be sent again
     */
    public CommandResult handle(Command<C> command) {
        for (int tried = 1; ; tried++) {
            try {
                return once(command);
            } catch (VersionConflictException | IdConflictException e) {
                // an id that is there: the same command was done meanwhile, on another state than was decided on here
                if (tried == tries) {
                    throw e;
                }
            }
        }
    }

    private CommandResult once(Command<C> command) {
        Known<S> known = load(command.aggregate());
        // after the state: a command whose events are in the state is found here, and not decided on its own result
        List<Appended> before = before(command);
        if (!before.isEmpty()) {
            return new CommandResult.Done(before);
        }
        Decider.Decision<E> decision = decider.decide(command.body(), known.state());
        if (decision instanceof Decider.Decision.Rejected<E> rejected) {
            return new CommandResult.Rejected(rejected.reason());
        }
        List<E> events = ((Decider.Decision.Accepted<E>) decision).events();
        return new CommandResult.Done(events.isEmpty() ? List.of() : append(command, events, known.version()));
    }

    private List<Appended> append(Command<C> command, List<E> events, long version) {
        List<Event> stored = new ArrayList<>(events.size());
        for (E event : events) {
            stored.add(stored(command, event, stored.size()));
        }
        ExpectedVersion expected = version < 0 ? ExpectedVersion.none() : ExpectedVersion.exactly(version);
        return log.append(new AppendRequest(stored, expected));
    }

    private Event stored(Command<C> command, E event, int number) {
        Map<String, String> extensions = Map.of(
                Command.CAUSATION, ExtensionLiteral.ofString(command.id()),
                Command.CORRELATION, ExtensionLiteral.ofString(command.correlationId()));
        return new Event(
                id(command, number),
                source,
                command.aggregate(),
                form.type(event),
                null,
                null,
                null,
                form.data(event),
                new TreeMap<>(extensions));
    }

    private static String id(Command<?> command, int number) {
        return command.id() + "/" + number;
    }

    /** The events that the command caused when it was done before. */
    private List<Appended> before(Command<C> command) {
        List<Appended> before = new ArrayList<>();
        Appended known = log.known(source, id(command, 0));
        while (known != null) {
            before.add(known);
            known = log.known(source, id(command, before.size()));
        }
        return before;
    }

    private Known<S> load(AggregateId aggregate) {
        Known<S> begin = remembered(aggregate);
        Fold fold = new Fold(begin == null ? new Known<>(decider.initial(), -1) : begin);
        history.read(aggregate, fold.known.version() + 1, fold::add);
        synchronized (states) {
            Known<S> other = states.get(aggregate);
            if (other == null || other.version() < fold.known.version()) {
                states.put(aggregate, fold.known);
            }
        }
        return fold.known;
    }

    private @Nullable Known<S> remembered(AggregateId aggregate) {
        synchronized (states) {
            return states.get(aggregate);
        }
    }

    /** Folds the events that are read, which must follow one another. */
    private final class Fold {

        private Known<S> known;

        Fold(Known<S> begin) {
            this.known = begin;
        }

        void add(RecordedEvent event) {
            if (event.version() != known.version() + 1) {
                throw new IllegalStateException("aggregate '" + event.event().subject() + "' was read at version "
                        + event.version() + ", after version " + known.version());
            }
            known = new Known<>(decider.evolve(known.state(), form.read(event.event())), event.version());
        }
    }
}
