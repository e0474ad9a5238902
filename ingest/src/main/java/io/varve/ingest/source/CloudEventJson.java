package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One event as one JSON text, in the JSON format of CloudEvents 1.0. Thread-safe. */
public final class CloudEventJson {

    private CloudEventJson() {}

    /**
     * Reads an event. {@code data} is kept as the bytes of the JSON value just as they stand there; where
     * datacontenttype says that it is not JSON and the value is a string, the data is the UTF-8 of that string.
     *
     * <p>What an export adds to tell the event's place in the log it came from ({@link EventRules#PLACE_NAMES}) is
     * passed over: the event gets a place of its own, and imported twice it is still the same event. A member that is
     * null counts as absent. specversion may be absent. The bounds of {@link EventRules} are not checked here.
     *
     * @param bytes not changed and not kept
     * @throws InvalidEventException if this is not one event; one line that names the attribute
     */
    public static Event parse(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return CloudEventParser.parse(bytes, offset, length, null);
    }

    /**
     * Reads an event as {@link #parse(byte[], int, int)} does.
     *
     * @param subjectOtherwise its subject if it names none itself; null if it then has none and is refused
     */
    public static Event parse(byte[] bytes, @Nullable String subjectOtherwise) {
        return CloudEventParser.parse(bytes, 0, bytes.length, subjectOtherwise);
    }

    /**
     * Reads a batch, a JSON array of events, each as {@link #parse} reads it.
     *
     * @param bytes not changed and not kept
     * @return the events in their order, none if the array is empty
     * @throws InvalidEventException if it is no array, or one of its elements, which is then named by its place in it,
     *     from 0 on, is not an event
     */
    public static List<Event> parseBatch(byte[] bytes) {
        return CloudEventBatch.parse(bytes);
    }

    /**
     * Reads an event of the binary mode of the HTTP binding of CloudEvents 1.0: its attributes are headers, its data is
     * the body.
     *
     * @param headers by their names without {@code ce-} in lower case, percent-encoded as they were sent
     * @param contentType the media type of the data; null if none was given, then it is JSON
     * @param data taken over without a copy; empty for none
     * @throws InvalidEventException if this is not an event; one line that names the attribute
     */
    public static Event parseBinary(Map<String, String> headers, @Nullable String contentType, byte[] data) {
        return CloudEventHeaders.parse(headers, contentType, data);
    }

    /**
     * Why data that says to be JSON is not, in words of one line; null if it is, or says to be something else.
     *
     * @param dataContentType the media type of the data; absent, it is JSON
     */
    public static @Nullable String flaw(@Nullable String dataContentType, Payload data) {
        return ContentTypes.isJson(dataContentType) ? Json.flaw(data.bytes()) : null;
    }

    /**
     * Whether data of this media type says to be JSON.
     *
     * @param dataContentType absent, it does
     */
    public static boolean isJson(@Nullable String dataContentType) {
        return ContentTypes.isJson(dataContentType);
    }

    /** Prints one event and a line feed; for many, {@link EventLineWriter} is faster. */
    public static void write(RecordedEvent event, LineFormat format, OutputStream out) throws IOException {
        EventLineWriter writer = new EventLineWriter(format, out);
        writer.write(event);
        writer.flush();
    }
}
