package io.varve.ingest.append;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.Hash128;
import java.util.ArrayList;
import java.util.List;

/**
 * An event that passed the rules, encoded and hashed: all that needs no place in the log, done in the caller's thread.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PreparedEvent(Event event, byte[] content, Hash128 idKey, Hash128 contentHash) {

    static List<PreparedEvent> prepare(List<Event> events, EventRules rules) {
        List<PreparedEvent> prepared = new ArrayList<>(events.size());
        for (Event event : events) {
            rules.check(event);
            prepared.add(of(event));
        }
        return prepared;
    }

    private static PreparedEvent of(Event event) {
        byte[] content = EventCodec.encode(event);
        return new PreparedEvent(
                event, content, EventCodec.idKey(event.source(), event.id()), EventCodec.contentHash(content));
    }
}
