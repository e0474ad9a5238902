package io.varve.query.subscription;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.RecordedEvent;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes a dead letter of an event: the same subject, type, time and data, and why it is here. */
final class Letter {

    private Letter() {}

    /** The same state gives the same letter, to the byte: so one that is sent twice arrives once. */
    static Event of(String log, StoredState state, Refusal refusal, RecordedEvent recorded) {
        Event event = recorded.event();
        SortedMap<String, String> extensions = new TreeMap<>();
        putIfItFits(extensions, "originalid", event.id());
        putIfItFits(extensions, "originalsource", event.source());
        extensions.put("refusedposition", ExtensionLiteral.ofString(Long.toString(refusal.position())));
        extensions.put("refusedreason", ExtensionLiteral.ofString(refusal.reason()));
        extensions.put("refusedtries", ExtensionLiteral.ofInteger(refusal.tries()));
        // The producer's own, as far as there is room; where to find the rest is the position.
        for (Map.Entry<String, String> own : event.extensions().entrySet()) {
            if (extensions.size() < EventRules.MAX_EXTENSIONS) {
                extensions.putIfAbsent(own.getKey(), own.getValue());
            }
        }
        return new Event(
                state.id() + "/" + refusal.position(),
                "/logs/" + log + "/subscriptions/" + state.definition().name(),
                event.subject(),
                event.type(),
                event.time(),
                event.dataContentType(),
                event.dataSchema(),
                event.data(),
                extensions);
    }

    /** As an extension some of the longest texts take a quote more than there is room for; the position finds them. */
    private static void putIfItFits(Map<String, String> extensions, String name, String text) {
        String literal = ExtensionLiteral.ofString(text);
        if (EventRules.isAttribute(literal)) {
            extensions.put(name, literal);
        }
    }
}
