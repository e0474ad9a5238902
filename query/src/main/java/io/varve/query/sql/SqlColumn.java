package io.varve.query.sql;

import java.util.Locale;

/**
 * A column of an answer.
 *
 * @param name as the query gives it; not always unique
 * @param form what its texts are
 */
public record SqlColumn(String name, Form form) {

    /** What the text of a value is. */
    public enum Form {
        /** A number, or {@code nan}, {@code inf}, {@code -inf}. */
        NUMBER,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** JSON as DuckDB takes it, which may be less strict than RFC 8259. */
        JSON,
        /** Anything: times in ISO 8601 UTC, bytes in Base64, all else as DuckDB writes it. */
        TEXT
    }

    static Form formOf(String type) {
        if (isNested(type) || type.equals("JSON")) {
            return Form.JSON;
        }
        return switch (type.replaceFirst("\\(.*", "").toUpperCase(Locale.ROOT)) {
            case "TINYINT",
                    "SMALLINT",
                    "INTEGER",
                    "BIGINT",
                    "HUGEINT",
                    "UTINYINT",
                    "USMALLINT",
                    "UINTEGER",
                    "UBIGINT",
                    "UHUGEINT",
                    "FLOAT",
                    "DOUBLE",
                    "DECIMAL",
                    "BIGNUM" -> Form.NUMBER;
            case "BOOLEAN" -> Form.BOOLEAN;
            default -> Form.TEXT;
        };
    }

    /** The expression that gives the text of a column of this type. */
    static String textOf(String column, String type) {
        if (isNested(type)) {
            return "CAST(to_json(" + column + ") AS VARCHAR)";
        }
        return switch (type) {
            case "BLOB" -> "base64(" + column + ")";
            case "TIMESTAMP WITH TIME ZONE" ->
                // 2026-01-31 05:07:09.5+00; what is no instant, such as infinity, stays as it is
                "regexp_replace(CAST(" + column + " AS VARCHAR), '^(\\S+) (\\S+)\\+00$', '\\1T\\2Z')";
            default -> "CAST(" + column + " AS VARCHAR)";
        };
    }

    private static boolean isNested(String type) {
        return type.startsWith("STRUCT(") || type.startsWith("MAP(") || type.startsWith("UNION(") || type.endsWith("]");
    }
}
