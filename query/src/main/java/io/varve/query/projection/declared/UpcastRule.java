package io.varve.query.projection.declared;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One step of {@code upcast}: which events it takes and what it makes of them. Thread-safe.
 *
 * @param where its place, for messages
 * @param type type of the events that it takes
 * @param dataSchema their dataschema; null for any
 * @param to the new type
 * @param data the new data's members; null keeps the data
 */
record UpcastRule(
        String where,
        String type,
        @Nullable String dataSchema,
        String to,
        @Nullable Assignments data) {

    private static final String JSON = "application/json";

    static UpcastRule read(YamlValue value, boolean isSent) {
        Map<String, YamlValue> members = value.members(List.of("when", "to", "data"));
        YamlValue when = ProjectionFile.required(members, "when", value);
        Map<String, YamlValue> conditions = when.members(List.of("type", "dataschema"));
        YamlValue schema = conditions.get("dataschema");
        YamlValue data = members.get("data");
        return new UpcastRule(
                value.where(),
                ProjectionFile.required(conditions, "type", when).text(),
                schema == null ? null : schema.text(),
                ProjectionFile.required(members, "to", value).text(),
                data == null ? null : Assignments.compile(data.members(), Expressions.ofEvent(isSent)));
    }

    /**
     * The event in its new form, the same object if it is not one of those that this takes.
     *
     * @throws ExpressionException if an expression has no value
     */
    Event upcast(Event event) {
        if (!event.type().equals(type) || (dataSchema != null && !dataSchema.equals(event.dataSchema()))) {
            return event;
        }
        return new Event(
                event.id(),
                event.source(),
                event.subject(),
                to,
                event.time(),
                data == null ? event.dataContentType() : JSON,
                event.dataSchema(),
                data == null ? event.data() : newData(data, event),
                event.extensions());
    }

    private static Payload newData(Assignments assignments, Event event) {
        Object[] values = assignments.values(Variables.ofEventAlone(event));
        return Payload.of(JsonValues.print(assignments.fields(), values));
    }

    Map<String, Object> canonical() {
        Map<String, Object> canonical = new TreeMap<>();
        canonical.put("type", type);
        canonical.put("dataschema", dataSchema == null ? JsonValues.NULL : dataSchema);
        canonical.put("to", to);
        canonical.put("data", data == null ? JsonValues.NULL : data.canonical());
        return canonical;
    }
}
