package io.varve.query.projection.declared;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import java.nio.charset.StandardCharsets;

/** Projections from text, and their folds as text. */
final class Folds {

    static final String BALANCE = """
            name: balance
            version: 1
            initial: { balance: 0.0, count: 0 }
            on:
              MoneyDeposited: { balance: state.balance + event.data.amount, count: state.count + 1 }
              MoneyWithdrawn: { balance: state.balance - event.data.amount, count: state.count + 1 }
            snapshot: { everyEvents: 1000, every: 1h, growth: 2.0, keep: 3 }
            """;

    private Folds() {}

    static Projection<?> parse(String yaml) {
        return ProjectionFile.parse("balance.yaml", yaml);
    }

    /** A projection of one field that begins with a value in YAML and is set by each event. */
    static Projection<?> setting(String initial, String expression) {
        return parse(
                "name: p\nversion: 1\ninitial: { x: " + initial + " }\non:\n  '*':\n    x: >-\n      " + expression);
    }

    static <S> String fold(Projection<S> projection, Event... events) {
        S state = projection.initial();
        for (int i = 0; i < events.length; i++) {
            state = projection.apply(state, recorded(i, events[i]));
        }
        return json(projection, state);
    }

    static <S> String json(Projection<S> projection, S state) {
        return new String(projection.toJson(state), StandardCharsets.UTF_8);
    }

    static RecordedEvent recorded(long position, Event event) {
        return new RecordedEvent(position, position, 1_000_000 * position, event);
    }

    static Event event(String type, String data) {
        return Event.json("id", "/test", "account-1", type, data);
    }
}
