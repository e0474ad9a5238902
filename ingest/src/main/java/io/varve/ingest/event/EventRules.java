package io.varve.ingest.event;

import io.varve.ingest.text.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an event must fulfil to enter the log: the attribute rules of CloudEvents 1.0, and bounds on sizes. Events that
 * are in the log are never checked again.
 *
 * @param maxDataBytes the most bytes of data in one event, at least 1
 */
public record EventRules(int maxDataBytes) {

    /** The most UTF-8 bytes in one attribute. */
    public static final int MAX_ATTRIBUTE_BYTES = 4_096;

    /** The most extension attributes in one event. */
    public static final int MAX_EXTENSIONS = 64;

    /** The default bound on the data of one event: 1 MiB. */
    public static final int DEFAULT_MAX_DATA_BYTES = 1 << 20;

    /** Names that mean something else in a CloudEvent. */
    private static final Set<String> RESERVED_NAMES =
            Set.of("id", "source", "specversion", "type", "subject", "time", "datacontenttype", "dataschema", "data");

    /**
     * Names under which an exported event tells its place in the log it came from. A place is given by a log, never by
     * a producer, so no event has them as extensions.
     */
    public static final Set<String> PLACE_NAMES = Set.of("varveposition", "varveversion", "varverecordedat");

    private static final Pattern EXTENSION_NAME = Pattern.compile("[a-z0-9]{1,64}");

    public EventRules {
        if (maxDataBytes < 1) {
            throw new IllegalArgumentException("maxDataBytes is " + maxDataBytes + ", must be at least 1");
        }
    }

    public static EventRules defaults() {
        return new EventRules(DEFAULT_MAX_DATA_BYTES);
    }

    /**
     * Lets the event through or says what is wrong with it.
     *
     * @throws InvalidEventException naming the attribute and the bound
     */
    public void check(Event event) {
        required("id", event.id());
        required("source", event.source());
        required("subject", event.subject().value());
        required("type", event.type());
        optional("datacontenttype", event.dataContentType());
        optional("dataschema", event.dataSchema());
        if (event.extensions().size() > MAX_EXTENSIONS) {
            throw new InvalidEventException("event has " + event.extensions().size() + " extension attributes, at most "
                    + MAX_EXTENSIONS + " are allowed");
        }
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            String flaw = flawOfExtensionName(extension.getKey());
            if (flaw != null) {
                throw new InvalidEventException("extension attribute " + flaw);
            }
            text(extension.getKey(), extension.getValue());
        }
        Payload data = event.data();
        if (data != null && data.length() > maxDataBytes) {
            throw new InvalidEventException(
                    "data is " + data.length() + " bytes, at most " + maxDataBytes + " are allowed");
        }
    }

    /** Whether the text could be the value of a required attribute. */
    public static boolean isAttribute(String value) {
        try {
            required("", value);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    /** Whether an extension attribute may have this name. */
    public static boolean isExtensionName(String name) {
        return flawOfExtensionName(name) == null;
    }

    private static @Nullable String flawOfExtensionName(String name) {
        if (!EXTENSION_NAME.matcher(name).matches()) {
            return Quoted.of(name) + " must have a name of 1 to 64 lower-case letters a-z or digits";
        }
        if (RESERVED_NAMES.contains(name)) {
            return "'" + name + "' has the name of another attribute";
        }
        return PLACE_NAMES.contains(name)
                ? "'" + name + "' tells an event's place in its log, which only the log can give"
                : null;
    }

    private static void required(String attribute, String value) {
        if (value.isEmpty()) {
            throw new InvalidEventException("attribute '" + attribute + "' must not be empty");
        }
        text(attribute, value);
    }

    private static void optional(String attribute, @Nullable String value) {
        if (value != null) {
            required(attribute, value);
        }
    }

    private static void text(String attribute, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
                throw new InvalidEventException(
                        "attribute '" + attribute + "' holds the control character " + codePoint(c) + " at index " + i);
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    throw new InvalidEventException("attribute '" + attribute + "' holds half a surrogate pair "
                            + codePoint(c) + " at index " + i);
                }
                i++;
            }
        }
        // A char is at most three bytes of UTF-8, so most values need no encoding to be let through.
        if (value.length() * 3L > MAX_ATTRIBUTE_BYTES) {
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_ATTRIBUTE_BYTES) {
                throw new InvalidEventException("attribute '" + attribute + "' is " + bytes + " bytes long, at most "
                        + MAX_ATTRIBUTE_BYTES + " are allowed");
            }
        }
    }

    private static String codePoint(char c) {
        return "U+" + String.format(java.util.Locale.ROOT, "%04X", (int) c);
    }
}
