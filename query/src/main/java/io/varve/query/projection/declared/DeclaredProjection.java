package io.varve.query.projection.declared;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Definition;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.snapshot.SnapshotRules;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A projection as a file declares it. Its states are maps that it changes in place; what is in them never changes. */
final class DeclaredProjection implements Projection<Map<String, Object>> {

    /** Names the rest of the types. */
    static final String OTHER_TYPES = "*";

    private final String name;
    private final int version;
    private final Scope scope;
    private final Map<String, Object> initial;
    private final Map<String, Assignments> on;
    private final List<UpcastRule> upcasts;
    private final SnapshotRules snapshots;
    private final Map<String, String> fields = new TreeMap<>();
    private final Definition definition;

    DeclaredProjection(
            String name,
            int version,
            Scope scope,
            Map<String, Object> initial,
            Map<String, Assignments> on,
            List<UpcastRule> upcasts,
            SnapshotRules snapshots) {
        this.name = name;
        this.version = version;
        this.scope = scope;
        this.initial = new LinkedHashMap<>(new TreeMap<>(initial));
        this.on = Map.copyOf(on);
        this.upcasts = List.copyOf(upcasts);
        this.snapshots = snapshots;
        initial.keySet().forEach(field -> fields.put(Variables.STATE + field, field));
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
    public Map<String, Object> initial() {
        return new LinkedHashMap<>(initial);
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> state, RecordedEvent recorded) {
        try {
            Event event = recorded.event();
            for (UpcastRule rule : upcasts) {
                event = rule.upcast(event);
            }
            Assignments assignments = on.get(event.type());
            if (assignments == null) {
                assignments = on.get(OTHER_TYPES);
            }
            if (assignments != null) {
                assignments.apply(new Variables(state, fields, event, recorded), state);
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
    public byte[] toJson(Map<String, Object> state) {
        return JsonValues.print(state);
    }

    @Override
    public Map<String, Object> fromJson(byte[] json) {
        if (!(JsonValues.parse(json) instanceof Map<?, ?> read)
                || !read.keySet().equals(initial.keySet())) {
            throw new IllegalArgumentException("not a state of projection " + name);
        }
        Map<String, Object> state = initial();
        state.replaceAll((field, unused) -> read.get(field));
        return state;
    }

    /** What the file says, whatever its comments, white space and order of keys. Of snapshots it says nothing. */
    String canonical() {
        Map<String, Object> canonical = new TreeMap<>();
        canonical.put("scope", scope.name());
        canonical.put("initial", initial);
        Map<String, Object> rules = new TreeMap<>();
        on.forEach((type, assignments) -> rules.put(type, assignments.canonical()));
        canonical.put("on", rules);
        canonical.put("upcast", upcasts.stream().map(UpcastRule::canonical).toList());
        return new String(JsonValues.print(canonical), StandardCharsets.UTF_8);
    }
}
