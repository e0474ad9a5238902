package io.varve.server.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.varve.query.sql.SqlColumn;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON objects. Numbers and JSON stand as they are, but for what is not JSON by RFC 8259, such as NaN: that is
 * text.
 */
final class JsonRows implements RowWriter {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final List<SqlColumn> columns;
    private final JsonGenerator json;
    private final boolean isArray;
    private boolean isFirst = true;

    private JsonRows(List<SqlColumn> columns, PrintStream out, boolean isArray) throws IOException {
        this.columns = columns;
        this.json = FACTORY.createGenerator(out);
        this.isArray = isArray;
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        json.setRootValueSeparator(null);
    }

    static JsonRows array(List<SqlColumn> columns, PrintStream out) throws IOException {
        return new JsonRows(columns, out, true);
    }

    static JsonRows lines(List<SqlColumn> columns, PrintStream out) throws IOException {
        return new JsonRows(columns, out, false);
    }

    @Override
    public void row(List<@Nullable String> values) throws IOException {
        if (isArray) {
            json.writeRaw(isFirst ? "[\n" : ",\n");
        }
        isFirst = false;
        json.writeStartObject();
        for (int i = 0; i < values.size(); i++) {
            json.writeFieldName(columns.get(i).name());
            value(columns.get(i).form(), values.get(i));
        }
        json.writeEndObject();
        if (!isArray) {
            json.writeRaw('\n');
        }
    }

    @Override
    public void end() throws IOException {
        if (isArray) {
            json.writeRaw(isFirst ? "[\n]\n" : "\n]\n");
        }
        json.flush();
    }

    private void value(SqlColumn.Form form, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (form) {
            case BOOLEAN -> json.writeBoolean(Boolean.parseBoolean(value));
            case NUMBER -> {
                if (NUMBER.matcher(value).matches()) {
                    json.writeNumber(value);
                } else {
                    json.writeString(value);
                }
            }
            case JSON -> {
                if (isStrict(value)) {
                    // line breaks between tokens are white space; inside of a string there can be none
                    json.writeRawValue(value.replace('\n', ' ').replace('\r', ' '));
                } else {
                    json.writeString(value);
                }
            }
            case TEXT -> json.writeString(value);
        }
    }

    private static boolean isStrict(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
