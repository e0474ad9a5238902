package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prints events as lines of JSON to a stream, each ended by a line feed. Lines are held back until there is enough to
 * be worth a write, or {@link #flush} is called. For one thread; does not close the stream.
 */
public final class EventLineWriter implements Flushable {

    private static final Pattern RFC_3339 = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})");

    private final LineFormat format;
    private final OutputStream out;
    private final LineBuffer line = new LineBuffer();

    public EventLineWriter(LineFormat format, OutputStream out) {
        this.format = format;
        this.out = out;
    }

    /** Prints an event with its place in the log. */
    public void write(RecordedEvent recorded) throws IOException {
        print(recorded.event(), recorded);
    }

    /** Prints an event as its producer stated it, without a place. */
    public void write(Event event) throws IOException {
        print(event, null);
    }

    @Override
    public void flush() throws IOException {
        line.drainTo(out);
        out.flush();
    }

    private void print(Event event, @Nullable RecordedEvent place) throws IOException {
        int before = line.size();
        try {
            switch (format) {
                case NDJSON -> ndjson(event, place);
                case CLOUDEVENTS -> cloudEvent(event, place);
            }
        } catch (RuntimeException | Error e) {
            // never half a line
            line.cutTo(before);
            throw e;
        }
        if (line.isFull()) {
            line.drainTo(out);
        }
    }

    private void ndjson(Event event, @Nullable RecordedEvent place) {
        line.put('{');
        if (place != null) {
            line.ascii("\"position\":");
            line.number(place.position());
            line.put(',');
        }
        line.ascii("\"id\":");
        line.string(event.id());
        member("source", event.source());
        member("subject", event.subject().value());
        if (place != null) {
            line.ascii(",\"version\":");
            line.number(place.version());
        }
        member("type", event.type());
        EventTime time = event.time();
        if (time != null) {
            line.ascii(",\"time\":");
            time(time, time.otherText());
        }
        if (place != null) {
            line.ascii(",\"recordedAt\":");
            quotedTime(place.recordedAtMicros());
        }
        member("datacontenttype", event.dataContentType());
        member("dataschema", event.dataSchema());
        Payload data = event.data();
        if (data != null) {
            if (isJson(event, data)) {
                line.ascii(",\"data\":");
                line.rawOnOneLine(data.bytes());
            } else {
                dataBase64(data);
            }
        }
        if (!event.extensions().isEmpty()) {
            line.ascii(",\"extensions\":{");
            String separator = "";
            for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
                line.ascii(separator);
                extension(extension.getKey(), extension.getValue());
                separator = ",";
            }
            line.put('}');
        }
        line.ascii("}\n");
    }

    private void cloudEvent(Event event, @Nullable RecordedEvent place) {
        line.ascii("{\"specversion\":\"1.0\",\"id\":");
        line.string(event.id());
        member("source", event.source());
        member("type", event.type());
        member("subject", event.subject().value());
        EventTime time = event.time();
        if (time != null) {
            line.ascii(",\"time\":");
            time(time, rfc3339(time));
        }
        member("datacontenttype", event.dataContentType());
        member("dataschema", event.dataSchema());
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            line.put(',');
            extension(extension.getKey(), extension.getValue());
        }
        if (place != null) {
            line.ascii(",\"varveposition\":\"");
            line.number(place.position());
            line.ascii("\",\"varveversion\":\"");
            line.number(place.version());
            line.ascii("\",\"varverecordedat\":");
            quotedTime(place.recordedAtMicros());
        }
        Payload data = event.data();
        if (data != null) {
            if (survivesAsMember(data.bytes()) && isJson(event, data)) {
                line.ascii(",\"data\":");
                line.raw(data.bytes());
            } else {
                dataBase64(data);
            }
        }
        line.ascii("}\n");
    }

    private static boolean isJson(Event event, Payload data) {
        return ContentTypes.isJson(event.dataContentType()) && Json.flaw(data.bytes()) == null;
    }

    /**
     * Whether the bytes, if they are JSON, come back as they are when they stand as a member of an object on one line.
     */
    private static boolean survivesAsMember(byte[] bytes) {
        if (bytes.length == 0 || isSpace(bytes[0]) || isSpace(bytes[bytes.length - 1])) {
            return false;
        }
        for (byte b : bytes) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        // the only JSON of four bytes that begins so is null, which as a member would mean that there is no data
        return bytes.length != 4 || bytes[0] != 'n';
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private void dataBase64(Payload data) {
        line.ascii(",\"data_base64\":");
        line.base64(data.bytes());
    }

    private void extension(String name, String literal) {
        line.string(name);
        line.put(':');
        if (ExtensionLiteral.isBoolean(literal) || ExtensionLiteral.isInteger(literal)) {
            line.ascii(literal);
        } else {
            line.string(ExtensionLiteral.text(literal));
        }
    }

    /** A member after the first one; nothing if the value is absent. The name must need no escape. */
    private void member(String name, @Nullable String value) {
        if (value != null) {
            line.ascii(",\"");
            line.ascii(name);
            line.ascii("\":");
            line.string(value);
        }
    }

    private void time(EventTime time, @Nullable String otherText) {
        if (otherText == null) {
            quotedTime(time.micros());
        } else {
            line.string(otherText);
        }
    }

    private void quotedTime(long micros) {
        line.put('"');
        TimeText.print(micros, line);
        line.put('"');
    }

    /** The producer's text in the form that CloudEvents asks for, or null for the canonical one. */
    private static @Nullable String rfc3339(EventTime time) {
        String text = time.otherText();
        if (text == null || RFC_3339.matcher(text).matches()) {
            return text;
        }
        String inUtc = text + "Z";
        return RFC_3339.matcher(inUtc).matches() ? inUtc : null;
    }
}
