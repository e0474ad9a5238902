package io.varve.server.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: words to the left, numbers to the right, two spaces in between. */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<String> header;
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;

    private TextTable(List<String> header) {
        this.header = header;
        this.widths = new int[header.size()];
        rows.add(header);
    }

    /** @param columns their headings; one that begins with {@code >} is a column of numbers */
    public static TextTable of(String... columns) {
        List<String> header = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (String column : columns) {
            boolean number = column.startsWith(">");
            right.add(number);
            header.add(number ? column.substring(1) : column);
        }
        TextTable table = new TextTable(header);
        table.right.addAll(right);
        return table;
    }

    public void row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + header.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** Prints what has been added since it was last printed; columns never become narrower again. */
    public void print(PrintStream out) {
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : GAP).append(right.get(i) ? pad + row.get(i) : row.get(i) + pad);
            }
            out.println(line.toString().stripTrailing());
        }
        rows.clear();
    }
}
