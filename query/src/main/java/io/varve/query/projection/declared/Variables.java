package io.varve.query.projection.declared;

import dev.cel.runtime.CelVariableResolver;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.CloudEventJson;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the names in expressions stand for while one event is folded. Data is parsed when an expression first asks for
 * it. For one event and one thread.
 */
final class Variables implements CelVariableResolver {

    static final String STATE = "state.";

    private static final Object[] NO_STATE = {};

    private final Object[] state;
    private final Map<String, Integer> places;
    private final Event event;
    private final @Nullable RecordedEvent recorded;
    private @Nullable Object data;

    /**
     * @param state the state before the event
     * @param places name of each field as it stands in expressions, to its place in the state
     * @param recorded place of the event; null where expressions do not see it
     */
    Variables(Object[] state, Map<String, Integer> places, Event event, @Nullable RecordedEvent recorded) {
        this.state = state;
        this.places = places;
        this.event = event;
        this.recorded = recorded;
    }

    /** For expressions that see neither a state nor a place. */
    static Variables ofEventAlone(Event event) {
        return new Variables(NO_STATE, Map.of(), event, null);
    }

    @Override
    public Optional<Object> find(String name) {
        Integer place = places.get(name);
        return Optional.ofNullable(place == null ? ofEvent(name) : state[place]);
    }

    private @Nullable Object ofEvent(String name) {
        return switch (name) {
            case "event.data" -> data();
            case "event.type" -> event.type();
            case "event.id" -> event.id();
            case "event.source" -> event.source();
            case "event.subject" -> event.subject().value();
            case "event.time" -> time(event.time());
            case "event.dataschema" -> event.dataSchema() == null ? JsonValues.NULL : event.dataSchema();
            case "event.extensions" -> extensions();
            default -> recorded == null ? null : ofPlace(name, recorded);
        };
    }

    private static @Nullable Object ofPlace(String name, RecordedEvent recorded) {
        return switch (name) {
            case "event.position" -> recorded.position();
            case "event.version" -> recorded.version();
            case "event.recordedAt" -> Micros.instant(recorded.recordedAtMicros());
            default -> null;
        };
    }

    private static Object time(@Nullable EventTime time) {
        return time == null ? JsonValues.NULL : time.instant();
    }

    private Object data() {
        Object parsed = data;
        if (parsed == null) {
            parsed = parse(event.data());
            data = parsed;
        }
        return parsed;
    }

    private Object parse(@Nullable Payload payload) {
        if (payload == null || !CloudEventJson.isJson(event.dataContentType())) {
            return JsonValues.NULL;
        }
        try {
            return JsonValues.parse(payload.bytes());
        } catch (IllegalArgumentException e) {
            throw new ExpressionException("event.data is not JSON: " + e.getMessage());
        }
    }

    private Map<String, Object> extensions() {
        Map<String, Object> values = new TreeMap<>();
        event.extensions().forEach((name, literal) -> values.put(name, extension(literal)));
        return values;
    }

    private static Object extension(String literal) {
        if (ExtensionLiteral.isBoolean(literal)) {
            return literal.equals("true");
        }
        return ExtensionLiteral.isInteger(literal) ? (Object) Double.valueOf(literal) : ExtensionLiteral.text(literal);
    }
}
