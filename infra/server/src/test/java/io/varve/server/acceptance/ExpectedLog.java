package io.varve.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay has to print, made from the rows of the source by DuckDB and string concatenation alone: no line of
 * Varve's own code has a part in it. It lies in files, since a whole log is large.
 */
final class ExpectedLog {

    private final Path inLogOrder;
    private final Path byAggregate;
    private final int events;
    private final List<String> subjects;

    private ExpectedLog(Path inLogOrder, Path byAggregate, int events, List<String> subjects) {
        this.inLogOrder = inLogOrder;
        this.byAggregate = byAggregate;
        this.events = events;
        this.subjects = subjects;
    }

    private record Line(String subject, String text) {}

    /**
     * Reads the rows.
     *
     * @param select gives id, subject, type, time (text in UTC) and then the columns of the data, all of them text
     */
    static ExpectedLog of(Path directory, String source, String select, String... dataNames)
            throws IOException, SQLException {
        List<Line> lines = new ArrayList<>();
        Map<String, Integer> versions = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                String subject = rows.getString(2);
                int version = versions.merge(subject, 1, Integer::sum) - 1;
                lines.add(new Line(subject, line(rows, lines.size(), version, source, dataNames)));
            }
        }
        Path inLogOrder = write(directory.resolve("expected-log.ndjson"), lines);
        lines.sort(
                Comparator.comparing(line -> line.subject().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        return new ExpectedLog(
                inLogOrder,
                write(directory.resolve("expected-aggregates.ndjson"), lines),
                lines.size(),
                List.copyOf(versions.keySet()));
    }

    private static String line(ResultSet row, int position, int version, String source, String... dataNames)
            throws SQLException {
        String time = text(row.getString(4));
        StringBuilder line = new StringBuilder(256)
                .append("{\"position\":")
                .append(position)
                .append(",\"id\":")
                .append(text(row.getString(1)))
                .append(",\"source\":")
                .append(text(source))
                .append(",\"subject\":")
                .append(text(row.getString(2)))
                .append(",\"version\":")
                .append(version)
                .append(",\"type\":")
                .append(text(row.getString(3)))
                .append(",\"time\":")
                .append(time)
                .append(",\"recordedAt\":")
                .append(time)
                .append(",\"data\":");
        for (int i = 0; i < dataNames.length; i++) {
            line.append(i == 0 ? '{' : ',')
                    .append(text(dataNames[i]))
                    .append(':')
                    .append(text(row.getString(5 + i)));
        }
        return line.append("}}").toString();
    }

    private static String text(@Nullable String value) {
        if (value == null) {
            return "null";
        }
        if (!value.matches("[ !#-\\[\\]-~]*")) {
            throw new IllegalArgumentException("not plain: " + value);
        }
        return '"' + value + '"';
    }

    private static Path write(Path file, List<Line> lines) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (Line line : lines) {
                writer.write(line.text());
                writer.write('\n');
            }
        }
        return file;
    }

    int events() {
        return events;
    }

    /** All aggregates, in the order in which they first appear. */
    List<String> subjects() {
        return subjects;
    }

    /** Every so many-th aggregate. */
    List<String> sample(int count) {
        List<String> sample = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sample.add(subjects.get((int) ((long) i * subjects.size() / count)));
        }
        return sample;
    }

    /** To be written to by a replay of the whole log. */
    ComparingStream inLogOrder() throws IOException {
        return new ComparingStream(new BufferedInputStream(Files.newInputStream(inLogOrder), 1 << 16));
    }

    /** To be written to by a replay of the whole log by aggregate. */
    ComparingStream byAggregate() throws IOException {
        return new ComparingStream(new BufferedInputStream(Files.newInputStream(byAggregate), 1 << 16));
    }

    /** What replays of these aggregates alone have to print: the log, filtered. */
    Map<String, String> filtered(Collection<String> wanted) throws IOException {
        Map<String, StringBuilder> texts = new HashMap<>();
        wanted.forEach(subject -> texts.put(subject, new StringBuilder()));
        try (var lines = Files.lines(inLogOrder)) {
            lines.forEach(line -> {
                int start = line.indexOf("\"subject\":\"") + "\"subject\":\"".length();
                StringBuilder text = texts.get(line.substring(start, line.indexOf('"', start)));
                if (text != null) {
                    text.append(line).append('\n');
                }
            });
        }
        Map<String, String> filtered = new LinkedHashMap<>();
        texts.forEach((subject, text) -> filtered.put(subject, text.toString()));
        assertThat(filtered).hasSize(wanted.size());
        return filtered;
    }
}
