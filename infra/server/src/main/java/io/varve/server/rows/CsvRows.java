package io.varve.server.rows;

import io.varve.query.sql.SqlColumn;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as CSV by RFC 4180, with a header and plain line breaks. NULL is empty; text that is empty is in quotes. */
final class CsvRows implements RowWriter {

    private final PrintStream out;

    CsvRows(List<SqlColumn> columns, PrintStream out) {
        this.out = out;
        row(columns.stream().map(SqlColumn::name).toList());
    }

    @Override
    public void row(List<@Nullable String> values) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            line.append(i == 0 ? "" : ",").append(field(values.get(i)));
        }
        out.print(line.append('\n'));
    }

    @Override
    public void end() {}

    private static String field(@Nullable String value) {
        if (value == null) {
            return "";
        }
        boolean isPlain =
                !value.isEmpty() && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
