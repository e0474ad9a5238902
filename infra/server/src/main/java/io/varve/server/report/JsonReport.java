package io.varve.server.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object, for scripts: instants as ISO text in UTC, absent values as null. */
public final class JsonReport {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /** What fills an object. */
    @FunctionalInterface
    public interface Content {
        void write(JsonReport json) throws IOException;
    }

    /** Writes an object and a line break. */
    public static void object(PrintStream out, Content content) {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            content.write(new JsonReport(json));
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an object on one line, and a line break; what was written is not flushed. */
    public static void line(PrintStream out, Content content) {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            json.writeStartObject();
            content.write(new JsonReport(json));
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonReport field(String name, @Nullable String value) throws IOException {
        json.writeStringField(name, value);
        return this;
    }

    public JsonReport field(String name, @Nullable Instant value) throws IOException {
        return field(name, value == null ? null : value.toString());
    }

    public JsonReport field(String name, @Nullable Enum<?> value) throws IOException {
        return field(name, value == null ? null : value.name());
    }

    public JsonReport field(String name, @Nullable Long value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
        return this;
    }

    public JsonReport field(String name, long value) throws IOException {
        json.writeNumberField(name, value);
        return this;
    }

    public JsonReport field(String name, double value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(Math.round(value * 1e6) / 1e6);
        return this;
    }

    public JsonReport field(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
        return this;
    }

    /** JSON text as it is. */
    public JsonReport json(String name, byte[] utf8) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(new String(utf8, StandardCharsets.UTF_8));
        return this;
    }

    /** An object inside this one. */
    public JsonReport object(String name, Content content) throws IOException {
        json.writeObjectFieldStart(name);
        content.write(this);
        json.writeEndObject();
        return this;
    }

    /** An array with one object for each element. */
    public <T> JsonReport array(String name, Iterable<T> elements, Element<T> element) throws IOException {
        json.writeArrayFieldStart(name);
        for (T each : elements) {
            json.writeStartObject();
            element.write(this, each);
            json.writeEndObject();
        }
        json.writeEndArray();
        return this;
    }

    /** An array of texts. */
    public JsonReport texts(String name, Iterable<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
        return this;
    }

    /** What fills the object of one element. */
    @FunctionalInterface
    public interface Element<T> {
        void write(JsonReport json, T element) throws IOException;
    }
}
