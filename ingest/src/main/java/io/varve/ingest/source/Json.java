package io.varve.ingest.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.varve.ingest.text.Quoted;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How JSON is read here: strictly RFC 8259, UTF-8 only, in one pass without a tree. Numbers, names and strings may be
 * as long as the text that holds them; only nesting is bounded.
 */
final class Json {

    /** How deep arrays and objects may nest in the data of an event. */
    static final int MAX_DATA_DEPTH = 1_000;

    private static final JsonFactory BARE = factory(MAX_DATA_DEPTH);
    private static final JsonFactory IN_ENVELOPE = factory(MAX_DATA_DEPTH + 1);
    private static final JsonFactory IN_BATCH = factory(MAX_DATA_DEPTH + 2);

    private Json() {}

    /** Reads a whole event, an object with data in it; the bytes must be UTF-8. */
    static JsonParser envelope(byte[] bytes, int offset, int length) throws IOException {
        return IN_ENVELOPE.createParser(bytes, offset, length);
    }

    /** Reads an array of events; the bytes must be UTF-8. */
    static JsonParser batch(byte[] bytes) throws IOException {
        return IN_BATCH.createParser(bytes);
    }

    /** Reads a single value; the bytes must be UTF-8. */
    static JsonParser value(byte[] bytes, int offset, int length) throws IOException {
        return BARE.createParser(bytes, offset, length);
    }

    /**
     * Why the bytes are not one JSON value of bearable depth with nothing but white space around, or null if they are.
     */
    static @Nullable String flaw(byte[] bytes) {
        int invalid = Utf8.firstInvalid(bytes, 0, bytes.length);
        if (invalid >= 0) {
            return "invalid UTF-8 at column " + (invalid + 1);
        }
        try (JsonParser parser = value(bytes, 0, bytes.length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return "nothing but white space";
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                return "more text after the value, at column "
                        + (parser.currentTokenLocation().getByteOffset() + 1);
            }
            return null;
        } catch (IOException e) {
            return reason(e);
        }
    }

    /** What is wrong with the text, in words of one line that know nothing of the parser's own classes. */
    static String reason(IOException failure) {
        if (failure instanceof StreamConstraintsException) {
            return "nested deeper than " + MAX_DATA_DEPTH + " levels, or made to overload a reader";
        }
        if (!(failure instanceof JsonProcessingException malformed)) {
            return "unreadable JSON";
        }
        JsonLocation location = malformed.getLocation();
        String column =
                location == null || location.getByteOffset() < 0 ? "" : " at column " + (location.getByteOffset() + 1);
        if (failure instanceof JsonEOFException) {
            return "malformed JSON: the text ends too early" + column;
        }
        return "malformed JSON" + column + ": " + detail(malformed.getOriginalMessage());
    }

    /** The parser's words up to where it begins to speak of its own settings. */
    private static String detail(String message) {
        int end = message.length();
        for (String mark :
                new String[] {"\n", " (start marker", " (for ", ": enable ", ": maybe a (non-standard)", " [Source", "`"
                }) {
            int at = message.indexOf(mark);
            if (at >= 0 && at < end) {
                end = at;
            }
        }
        return Quoted.plain(message.substring(0, end), 200);
    }

    private static JsonFactory factory(int depth) {
        return JsonFactory.builder()
                // all of it is UTF-8 by contract, and byte offsets exist for that only
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                // names come from outside: never into the JVM's table of strings
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }
}
