package io.varve.server.rows;

import io.varve.query.sql.SqlColumn;
import io.varve.server.report.TextTable;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows in aligned columns, as wide as the first rows need. NULL stands for NULL, and 'NULL' for that very text. */
final class TableRows implements RowWriter {

    private static final int ROWS_AT_A_TIME = 1_000;
    private static final String NULL = "NULL";

    private final TextTable table;
    private final PrintStream out;
    private final int mostChars;
    private int waiting;

    TableRows(List<SqlColumn> columns, PrintStream out, int mostChars) {
        this.table = TextTable.of(columns.stream()
                .map(column -> (column.form() == SqlColumn.Form.NUMBER ? ">" : "") + cell(column.name(), mostChars))
                .toArray(String[]::new));
        this.out = out;
        this.mostChars = mostChars;
    }

    @Override
    public void row(List<@Nullable String> values) {
        table.row(values.stream().map(this::cell).toArray(String[]::new));
        if (++waiting == ROWS_AT_A_TIME) {
            end();
        }
    }

    @Override
    public void end() {
        table.print(out);
        waiting = 0;
    }

    private String cell(@Nullable String value) {
        if (value == null) {
            return NULL;
        }
        return value.equals(NULL) ? "'NULL'" : cell(value, mostChars);
    }

    /** On one line, with nothing in it that a terminal would obey. */
    private static String cell(String text, int mostChars) {
        StringBuilder cell = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int letter = text.codePointAt(i);
            i += Character.charCount(letter);
            switch (letter) {
                case '\n' -> cell.append("\\n");
                case '\r' -> cell.append("\\r");
                case '\t' -> cell.append("\\t");
                default -> {
                    int type = Character.getType(letter);
                    boolean isShown = !Character.isISOControl(letter)
                            && type != Character.FORMAT
                            && type != Character.SURROGATE
                            && type != Character.LINE_SEPARATOR
                            && type != Character.PARAGRAPH_SEPARATOR;
                    if (isShown) {
                        cell.appendCodePoint(letter);
                    } else {
                        cell.append(String.format(Locale.ROOT, "\\u%04x", letter));
                    }
                }
            }
            if (cell.length() > mostChars) {
                cell.setLength(Character.isHighSurrogate(cell.charAt(mostChars - 2)) ? mostChars - 2 : mostChars - 1);
                return cell.append('…').toString();
            }
        }
        return cell.toString();
    }
}
