package io.varve.query.projection.declared;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Definition;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.snapshot.SnapshotRules;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A projection as a file declares it. Its states hold a value for each field, in the order of their names, and are
 * changed in place; the values themselves never change.
 */
final class DeclaredProjection implements Projection<Object[]> {

    /**
     * What is done with an event of some type.
     *
     * @param places of the fields that are assigned, in the state
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rule(Assignments assignments, int[] places) {

        void apply(Variables variables, Object[] state, String projection, @Nullable Allowance allowance) {
            Object[] values = assignments.values(variables);
            for (int i = 0; i < values.length; i++) {
                if (allowance != null) {
                    allowance.change(projection, state[places[i]], values[i]);
                }
                state[places[i]] = values[i];
            }
        }
    }

    /** Names the rest of the types. */
    static final String OTHER_TYPES = "*";

    private final String name;
    private final int version;
    private final Scope scope;
    private final List<String> fields;
    private final Object[] initial;
    private final Map<String, Rule> on;
    private final List<UpcastRule> upcasts;
    private final SnapshotRules snapshots;
    private final @Nullable Allowance allowance;
    private final Map<String, Integer> places = new HashMap<>();
    private final Definition definition;

    /** @param allowance what it may use; null if it is not bounded */
    DeclaredProjection(
            String name,
            int version,
            Scope scope,
            Map<String, Object> initial,
            Map<String, Assignments> on,
            List<UpcastRule> upcasts,
            SnapshotRules snapshots,
            @Nullable Allowance allowance) {
        this.name = name;
        this.version = version;
        this.scope = scope;
        this.fields = initial.keySet().stream().sorted().toList();
        this.initial = fields.stream().map(initial::get).toArray();
        this.on = new HashMap<>();
        on.forEach((type, assignments) -> this.on.put(
                type,
                new Rule(
                        assignments,
                        assignments.fields().stream().mapToInt(fields::indexOf).toArray())));
        this.upcasts = List.copyOf(upcasts);
        this.snapshots = snapshots;
        this.allowance = allowance;
        fields.forEach(field -> places.put(Variables.STATE + field, fields.indexOf(field)));
        this.definition = Definition.ofText(canonical());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public Definition definition() {
        return definition;
    }

    @Override
    public Scope scope() {
        return scope;
    }

    @Override
    public SnapshotRules snapshots() {
        return snapshots;
    }

    @Override
    public Object[] initial() {
        if (allowance != null) {
            allowance.begin(name, initial);
        }
        return initial.clone();
    }

    @Override
    public Object[] apply(Object[] state, RecordedEvent recorded) {
        if (allowance != null) {
            allowance.checkTime(name);
        }
        try {
            Event event = recorded.event();
            for (UpcastRule upcast : upcasts) {
                event = upcast.upcast(event);
            }
            Rule rule = on.get(event.type());
            if (rule == null) {
                rule = on.get(OTHER_TYPES);
            }
            if (rule != null) {
                rule.apply(new Variables(state, places, event, recorded), state, name, allowance);
            }
            return state;
        } catch (ExpressionException e) {
            throw new ProjectionException(
                    e.getMessage() + " (event '" + recorded.event().type() + "' of '"
                            + recorded.event().subject() + "' at position " + recorded.position() + ")",
                    null);
        }
    }

    @Override
    public byte[] toJson(Object[] state) {
        if (allowance != null) {
            allowance.end(state); // one that was sent has no snapshots: what is printed is at its end
        }
        return JsonValues.print(fields, state);
    }

    @Override
    public Object[] fromJson(byte[] json) {
        if (!(JsonValues.parse(json) instanceof Map<?, ?> read)
                || !read.keySet().equals(Set.copyOf(fields))) {
            throw new IllegalArgumentException("not a state of projection " + name);
        }
        return fields.stream().map(field -> (Object) read.get(field)).toArray();
    }

    /** What the file says, whatever its comments, white space and order of keys. Of snapshots it says nothing. */
    String canonical() {
        Map<String, Object> canonical = new TreeMap<>();
        canonical.put("scope", scope.name());
        Map<String, Object> beginning = new TreeMap<>();
        for (int i = 0; i < initial.length; i++) {
            beginning.put(fields.get(i), initial[i]);
        }
        canonical.put("initial", beginning);
        Map<String, Object> rules = new TreeMap<>();
        on.forEach((type, rule) -> rules.put(type, rule.assignments().canonical()));
        canonical.put("on", rules);
        canonical.put("upcast", upcasts.stream().map(UpcastRule::canonical).toList());
        return new String(JsonValues.print(canonical), StandardCharsets.UTF_8);
    }
}
