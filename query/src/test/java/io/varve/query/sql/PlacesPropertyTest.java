package io.varve.query.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.query.replay.SampleEvents;
import io.varve.query.replay.TestLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a WHERE says, no place that holds a row of its answer is skipped. */
final class PlacesPropertyTest {

    private static final String[] TIMES = {"recordedAt", "time", "e.recordedAt", "\"recordedAt\"", "E.time"};
    private static final String[] COMPARISONS = {"=", "<", "<=", ">", ">=", "<>"};

    @TempDir
    Path temporary;

    @Test
    void someConditions() throws IOException {
        check(12);
    }

    @Test
    @Tag("soak")
    void manyConditions() throws IOException {
        check(400);
    }

    private void check(int conditions) throws IOException {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        System.out.println("PlacesPropertyTest seed " + seed);
        Random random = new Random(seed);
        int skipped = 0;
        try (TestLog log = new TestLog(temporary.resolve("log"), 64);
                OpenSql sql = new OpenSql(temporary.resolve("sql"), log)) {
            SampleEvents.threeTiers(log, random);
            for (int i = 0; i < conditions; i++) {
                String condition = condition(random, 3, log.model().size());
                String answer = "SELECT list(position ORDER BY position) FROM ";
                try (SqlQuery narrow = sql.query(answer + "events e WHERE " + condition)) {
                    narrow.run();
                    // FROM without WHERE inside reads all there is
                    assertThat(OpenSql.rows(narrow))
                            .as("seed %d: %s", seed, condition)
                            .isEqualTo(sql.rows(answer + "(FROM events) e WHERE " + condition));
                    skipped += narrow.reading().skippedFiles();
                }
            }
        }
        assertThat(skipped).as("seed %d: files skipped in all", seed).isPositive();
    }

    private static String condition(Random random, int depth, int events) {
        int kind = random.nextInt(depth == 0 ? 6 : 12);
        return switch (kind) {
            case 0, 1 -> time(random) + ' ' + comparison(random) + ' ' + instant(random);
            case 2 -> number(random, events) + ' ' + comparison(random) + " position";
            case 3 ->
                time(random) + (random.nextBoolean() ? " NOT" : "") + " BETWEEN " + instant(random) + " AND "
                        + instant(random);
            case 4 -> "position IN (" + random.nextInt(events) + ", " + random.nextInt(events) + ')';
            case 5 -> opaque(random, events);
            case 6, 7, 8 ->
                '(' + condition(random, depth - 1, events) + " AND " + condition(random, depth - 1, events) + ')';
            case 9, 10 ->
                '(' + condition(random, depth - 1, events) + " OR " + condition(random, depth - 1, events) + ')';
            default -> "NOT (" + condition(random, depth - 1, events) + ')';
        };
    }

    private static String time(Random random) {
        String column = TIMES[random.nextInt(TIMES.length)];
        return random.nextInt(3) == 0 ? column + "::DATE" : column;
    }

    private static String comparison(Random random) {
        return COMPARISONS[random.nextInt(COMPARISONS.length)];
    }

    private static String instant(Random random) {
        Instant instant = Instant.ofEpochSecond(TestLog.day(0) / 1_000_000 + random.nextInt(12 * 86_400) - 86_400);
        String day = instant.toString().substring(0, 10);
        return switch (random.nextInt(6)) {
            case 0 -> "TIMESTAMPTZ '" + instant + "'";
            case 1 -> "DATE '" + day + "'";
            case 2 -> "'" + day + "'::TIMESTAMP + INTERVAL " + random.nextInt(40) + " HOUR";
            case 3 -> "now() - INTERVAL " + random.nextInt(4_000) + " DAY";
            case 4 -> "NULL::TIMESTAMPTZ";
            default -> "'" + day + "'";
        };
    }

    private static String number(Random random, int events) {
        int number = random.nextInt(events + 20) - 10;
        return switch (random.nextInt(4)) {
            case 0 -> number + ".5";
            case 1 -> "'" + number + "'";
            case 2 -> "(" + number + " + 1)";
            default -> Integer.toString(number);
        };
    }

    /** Nothing of it can be told from where a row lies. */
    private static String opaque(Random random, int events) {
        return switch (random.nextInt(4)) {
            case 0 -> "type = 'Paid'";
            case 1 -> "CAST(position AS VARCHAR) > '5'";
            case 2 -> "position % 7 > " + random.nextInt(7);
            default -> "position < (SELECT max(position) - " + random.nextInt(events) + " FROM events)";
        };
    }
}
