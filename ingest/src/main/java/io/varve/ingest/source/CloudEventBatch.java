package io.varve.ingest.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes the events out of the JSON array of a batch. */
final class CloudEventBatch {

    private CloudEventBatch() {}

    static List<Event> parse(byte[] bytes) {
        int invalid = Utf8.firstInvalid(bytes, 0, bytes.length);
        if (invalid >= 0) {
            throw new InvalidEventException("invalid UTF-8 at byte " + (invalid + 1) + " of the batch");
        }
        try (JsonParser parser = Json.batch(bytes)) {
            return events(bytes, parser);
        } catch (IOException e) {
            throw new InvalidEventException("the batch: " + Json.reason(e));
        }
    }

    private static List<Event> events(byte[] bytes, JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new InvalidEventException("a batch must be a JSON array of events");
        }
        List<Event> events = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            if (token != JsonToken.START_OBJECT) {
                throw new InvalidEventException("event " + events.size() + " of the batch must be a JSON object");
            }
            parser.skipChildren();
            int end = (int) parser.currentLocation().getByteOffset();
            try {
                events.add(CloudEventParser.parse(bytes, start, end - start, null));
            } catch (InvalidEventException e) {
                throw new InvalidEventException("event " + events.size() + " of the batch: " + e.getMessage());
            }
        }
        if (parser.nextToken() != null) {
            throw new InvalidEventException("more text after the batch");
        }
        return events;
    }
}
