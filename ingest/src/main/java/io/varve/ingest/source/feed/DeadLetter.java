package io.varve.ingest.source.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.Sha256;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a source gave that cannot be an event, as an event of type {@value #TYPE} that tells the reason, where it came
 * from, and what it was, to the byte. The same content always makes the same event. For one thread.
 */
public final class DeadLetter {

    public static final String TYPE = "io.varve.deadletter";

    /** What JSON and its names add to the parts at most, beside the escapes that are counted for each. */
    private static final int ENVELOPE_BYTES = 8_192;

    /** The most of a reason: it may quote what is wrong, however long that is. */
    private static final int MOST_REASON_CHARS = 1_000;

    private static final int SHORT_REASON_CHARS = 100;

    private static final JsonFactory JSON = new JsonFactory();

    private final String id;
    private final String subject;
    private final String reason;
    private final Map<String, String> origin = new LinkedHashMap<>();
    private final Map<String, byte[]> parts = new LinkedHashMap<>();

    /**
     * @param id unique in its source, the same whenever this is read again; its digest stands for one that no event
     *     could have
     * @param subject what it belongs to: a partition of a topic, a table
     * @param reason why it cannot be an event, in one line
     */
    public DeadLetter(String id, String subject, String reason) {
        this.id = EventRules.isAttribute(id) ? id : "sha256-" + digest(id.getBytes(StandardCharsets.UTF_8));
        this.subject = subject;
        this.reason = start(reason, MOST_REASON_CHARS);
    }

    /** Where it came from, in few characters. */
    public DeadLetter from(String name, String value) {
        origin.put(name, value);
        return this;
    }

    /** A part of what it was; null where it had none. */
    public DeadLetter part(String name, byte @Nullable [] value) {
        if (value != null) {
            parts.put(name, value);
        }
        return this;
    }

    /** A part of what it was; null where it had none. */
    public DeadLetter part(String name, @Nullable String value) {
        return part(name, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param maxDataBytes the most bytes of data that the event may have; parts that do not fit are digests, and so
     *     many that even these do not fit are one digest
     */
    Event event(String source, int maxDataBytes) {
        String data = data(Integer.MAX_VALUE);
        // from the largest part down, until what is left fits
        for (int most = maxDataBytes - ENVELOPE_BYTES; bytes(data) > maxDataBytes && most > 0; most /= 2) {
            data = data(most);
        }
        if (bytes(data) > maxDataBytes) {
            data = data(0);
        }
        if (bytes(data) > maxDataBytes) {
            data = summary();
        }
        return Event.json(id, source, subject, TYPE, data);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private String data(int mostPartBytes) {
        return json(reason, json -> {
            for (Map.Entry<String, byte[]> each : parts.entrySet()) {
                part(json, each.getKey(), each.getValue(), mostPartBytes);
            }
        });
    }

    /** Of all parts their number and one digest, each after its length. */
    private String summary() {
        MessageDigest sha256 = Sha256.newDigest();
        for (byte[] part : parts.values()) {
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
            sha256.update(part);
        }
        return json(start(reason, SHORT_REASON_CHARS), json -> {
            json.writeNumberField("parts", parts.size());
            json.writeStringField("partsSha256", HexFormat.of().formatHex(sha256.digest()));
        });
    }

    /** Writes the rest of an object. */
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private String json(String why, Fields rest) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("reason", why);
            for (Map.Entry<String, String> each : origin.entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
            rest.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot be written", e);
        }
        return text.toString();
    }

    private static String start(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars) + "...";
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.newDigest().digest(bytes));
    }

    private static void part(JsonGenerator json, String name, byte[] value, int mostBytes) throws IOException {
        if (value.length > mostBytes) {
            json.writeNumberField(name + "Bytes", value.length);
            json.writeStringField(name + "Sha256", digest(value));
            return;
        }
        String text = text(value);
        if (text != null) {
            json.writeStringField(name, text);
        } else {
            json.writeStringField(name + "Base64", Base64.getEncoder().encodeToString(value));
        }
    }

    /** The bytes as text; null if they are none. */
    private static @Nullable String text(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
