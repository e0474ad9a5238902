package io.varve.query.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** DuckDB's messages in one line, without its advice on its own settings and without where files lie. */
final class Messages {

    private static final int MOST_CHARS = 400;

    private Messages() {}

    /** @param directories in whose place nothing is shown, each ending in a separator */
    static SqlException of(SQLException failure, List<String> directories) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("max_temp_directory_size")) {
            return new SqlException(
                    "the query needs more disk for intermediate results than sql.temporary allows: ask for less, or"
                            + " raise it",
                    failure);
        }
        if (message.startsWith("Out of Memory Error")) {
            return new SqlException(
                    "the query needs more memory than sql.memory allows: ask for less, or raise it", failure);
        }
        return new SqlException(line(message, directories), failure);
    }

    static String line(String message, List<String> directories) {
        int picture = message.indexOf("\nLINE ");
        String words = picture < 0 ? message : message.substring(0, picture);
        for (String directory : directories) {
            words = words.replace(directory, "");
        }
        StringBuilder line =
                new StringBuilder(words.strip().lines().map(String::strip).collect(Collectors.joining(" ")));
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                line.setCharAt(i, ' ');
            }
        }
        return line.length() <= MOST_CHARS ? line.toString() : line.substring(0, MOST_CHARS) + "...";
    }
}
