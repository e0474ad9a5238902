package io.varve.ingest.source;

import io.varve.ingest.text.Quoted;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns of a user's SELECT, and the SELECT around it that brings each into the form that is read. */
record SqlColumns(String select, boolean timeIsText, boolean hasSource) {

    /** What is read for a time that is no instant, such as infinity. */
    static final long NOT_FINITE = Long.MIN_VALUE;

    private static final List<String> REQUIRED = List.of("id", "subject", "type", "data");
    private static final List<String> OPTIONAL = List.of("time", "source");
    private static final String EXPECTED = "expected are id, subject, type, data and, if wanted, time and source";

    /**
     * Checks the columns.
     *
     * @throws SqlSourceException naming the column that is missing, unknown or of a type that cannot be taken
     */
    static SqlColumns of(String inner, ResultSetMetaData given) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (int i = 1; i <= given.getColumnCount(); i++) {
            String name = given.getColumnName(i).toLowerCase(Locale.ROOT);
            if (REQUIRED.contains(name) || OPTIONAL.contains(name)) {
                types.put(name, given.getColumnTypeName(i));
            } else {
                unknown.add(Quoted.of(given.getColumnName(i)));
            }
        }
        for (String name : REQUIRED) {
            if (!types.containsKey(name)) {
                throw new SqlSourceException("the SELECT gives no column '" + name + "'; " + EXPECTED);
            }
        }
        if (!unknown.isEmpty()) {
            throw new SqlSourceException("the SELECT gives " + (unknown.size() == 1 ? "a column " : "columns ")
                    + Quoted.plain(String.join(", ", unknown), 200) + " that cannot be taken; " + EXPECTED);
        }
        boolean hasSource = types.containsKey("source");
        String timeType = types.getOrDefault("time", "");
        boolean timeIsText = timeType.equals("VARCHAR") || timeType.equals("TIMESTAMP_NS");
        String columns = String.join(
                ", ",
                text("id"),
                text("subject"),
                text("type"),
                timeIsText ? text("time") : micros(timeType),
                data(types.getOrDefault("data", "")),
                hasSource ? text("source") : "CAST(NULL AS VARCHAR)");
        return new SqlColumns("SELECT " + columns + " FROM (\n" + inner + "\n) AS given", timeIsText, hasSource);
    }

    private static String text(String column) {
        return "CAST(given.\"" + column + "\" AS VARCHAR)";
    }

    /** @param type empty where there is no column */
    private static String micros(String type) {
        if (type.isEmpty()) {
            return "CAST(NULL AS BIGINT)";
        }
        String timestamp = switch (type) {
            case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" -> "given.\"time\"";
            case "TIMESTAMP_S", "TIMESTAMP_MS", "DATE", "\"NULL\"" -> "CAST(given.\"time\" AS TIMESTAMP)";
            default ->
                throw new SqlSourceException("column 'time' is " + Quoted.plain(type, 64)
                        + ", must be TIMESTAMP, TIMESTAMP WITH TIME ZONE, DATE or ISO 8601 text");
        };
        return "CASE WHEN given.\"time\" IS NOT NULL THEN coalesce(epoch_us(" + timestamp + "), CAST('" + NOT_FINITE
                + "' AS BIGINT)) END";
    }

    private static String data(String type) {
        if (type.equals("VARCHAR") || type.equals("JSON") || type.equals("\"NULL\"")) {
            return text("data");
        }
        boolean nested = type.startsWith("STRUCT(") || type.startsWith("MAP(") || type.endsWith("]");
        if (nested) {
            return "CAST(to_json(given.\"data\") AS VARCHAR)";
        }
        throw new SqlSourceException("column 'data' is " + Quoted.plain(type, 64)
                + ", must be JSON, text that is JSON, STRUCT, MAP or LIST (to_json(...) makes JSON of anything)");
    }
}
