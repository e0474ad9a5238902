package io.varve.server.rows;

import io.varve.query.sql.SqlColumn;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** How the rows of an answer are written. */
public enum RowFormat {
    /** Aligned columns, for people. */
    TABLE("text/plain"),
    /** One array with an object for each row. */
    JSON("application/json"),
    /** An object on a line for each row. */
    NDJSON("application/x-ndjson"),
    /** RFC 4180 with a header; NULL is empty, empty text is {@code ""}. */
    CSV("text/csv"),
    /** A Parquet file, which is written by who has the rows. */
    PARQUET("application/vnd.apache.parquet");

    private final String mediaType;

    RowFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** What it is called over HTTP. */
    public String mediaType() {
        return mediaType;
    }

    /**
     * A writer of this form.
     *
     * @param mostChars where a cell of a table is cut
     */
    public RowWriter writer(List<SqlColumn> columns, PrintStream out, int mostChars) throws IOException {
        return switch (this) {
            case TABLE -> new TableRows(columns, out, mostChars);
            case JSON -> JsonRows.array(columns, out);
            case NDJSON -> JsonRows.lines(columns, out);
            case CSV -> new CsvRows(columns, out);
            case PARQUET -> throw new IllegalArgumentException("Parquet is not written row by row");
        };
    }
}
