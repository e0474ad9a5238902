package io.varve.server.acceptance;

import static io.varve.server.acceptance.WholeReplay.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Event;
import io.varve.query.replay.EventCursor;
import io.varve.server.cli.CommandLineHarness;
import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traffic fines (4TU.ResearchData, de Leoni and Mannhardt), by month:
 *
 * <pre>
 *   2000                           July 2012       June 2013
 *   |------------- cold ---------------|--- warm ---|- hot -|
 * </pre>
 */
final class FinesLogTest {

    private static final String SOURCE = "/fines";
    private static final int SAMPLE = 300;
    private static final Pattern TOTAL = Pattern.compile("\"total\":\"([0-9.]+)\"");

    /** The total grows with each payment. */
    private static final String PAID = """
            name: paid
            version: 1
            initial: { paid: 0 }
            on:
              Payment: { paid: double(event.data.total) }
            """;

    private static final Pattern STATE = Pattern.compile("([^\\t]*)\\t\\d+\\t\\d+\\t\\{\"paid\":([0-9.]+)}");

    @TempDir
    Path temporary;

    /** The first two years alone. */
    @Test
    void twoYearsAreTheSameFromEveryTier() throws IOException, SQLException {
        liveThrough("WHERE \"timestamp\" < '2002'", 45_000, "2002-01-15T00:00:00Z", "2000-03", "2001-08");
    }

    @Test
    @Tag("soak")
    void thirteenYearsAreTheSameFromEveryTier() throws IOException, SQLException {
        liveThrough("", 561_470, "2013-07-15T00:00:00Z", "2000-01", "2006-08", "2010-12");
    }

    private void liveThrough(String where, int least, String now, String... restored) throws IOException, SQLException {
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        ExpectedLog expected = ExpectedLog.of(
                temporary,
                SOURCE,
                rows("\"timestamp\", resource, amount, expense, article, totalpaymentamount", where),
                "resource",
                "amount",
                "expense",
                "article",
                "total");
        assertThat(expected.events()).isGreaterThanOrEqualTo(least);
        String events = Integer.toString(expected.events());
        WholeReplay replay = new WholeReplay(varve, "fines", expected);

        assertDone(varve.run("logs", "create", "fines", "--partition", "month", "--hot", "30d", "--warm", "365d"));
        Answer imported = varve.run(
                "import", "--select", select(where), "--source", SOURCE, "--backfill", "--json", "--log", "fines");
        assertDone(imported);
        assertThat(imported.json()).containsEntry("appended", events).containsEntry("head", events);
        assertDone(varve.run("migrate", "--now", now, "--log", "fines"));
        assertThat(varve.run("tiers", "--log", "fines", "--json").json())
                .doesNotContainEntry("tiers[0].events", "0")
                .doesNotContainEntry("tiers[1].events", "0")
                .doesNotContainEntry("tiers[2].events", "0");
        assertPayments(varve);
        replay.assertInLogOrder();
        replay.assertByAggregate();
        replay.assertAggregates(expected.sample(SAMPLE));
        replay.assertSound();

        String[] restore = new String[restored.length + 3];
        restore[0] = "restore";
        restore[1] = "--log";
        restore[2] = "fines";
        System.arraycopy(restored, 0, restore, 3, restored.length);
        assertDone(varve.run(restore));
        replay.assertInLogOrder();
        replay.assertSound();

        replay.loseIndex();
        replay.assertAggregates(expected.sample(SAMPLE));
        replay.assertInLogOrder();
    }

    /**
     * What has been paid for each fine, over the three tiers, to the cent: by SQL, by the states of all aggregates, and
     * by a fold of the replay.
     */
    private void assertPayments(CommandLineHarness varve) throws IOException {
        Path projections = Files.createDirectories(varve.directory.resolve("projections"));
        Files.writeString(projections.resolve("paid.yaml"), PAID);
        Map<String, BigDecimal> bySql = paidBySql(
                varve,
                "SELECT subject, coalesce(max_by((data->>'total')::DECIMAL(18, 2), version) FILTER (type = 'Payment'),"
                        + " 0) AS paid FROM events GROUP BY subject");
        assertThat(bySql.values()).anyMatch(paid -> paid.signum() > 0).contains(BigDecimal.ZERO.setScale(2));
        assertThat(paidByStates(varve)).isEqualTo(bySql);
        assertThat(paidBySql(varve, "SELECT subject, (state->>'paid')::DECIMAL(18, 2) FROM state_paid"))
                .isEqualTo(bySql);
        assertThat(paidByReplay(varve)).isEqualTo(bySql);
    }

    private static Map<String, BigDecimal> paidBySql(CommandLineHarness varve, String statement) {
        Answer answer = varve.run("sql", statement, "--log", "fines", "--format", "csv");
        assertDone(answer);
        Map<String, BigDecimal> paid = new TreeMap<>();
        for (String line : answer.lines().subList(1, answer.lines().size())) {
            int comma = line.indexOf(',');
            paid.put(line.substring(0, comma), new BigDecimal(line.substring(comma + 1)));
        }
        return paid;
    }

    private static Map<String, BigDecimal> paidByStates(CommandLineHarness varve) {
        Answer answer = varve.run("state", "--all", "--projection", "paid", "--log", "fines");
        assertDone(answer);
        Map<String, BigDecimal> paid = new TreeMap<>();
        for (String line : answer.lines()) {
            Matcher state = STATE.matcher(line);
            assertThat(state.matches()).as(line).isTrue();
            paid.put(state.group(1), new BigDecimal(state.group(2)).setScale(2));
        }
        return paid;
    }

    private static Map<String, BigDecimal> paidByReplay(CommandLineHarness varve) throws IOException {
        Map<String, BigDecimal> paid = new TreeMap<>();
        try (OpenArchive archive = OpenArchive.of(varve, "fines");
                EventCursor events = archive.replay()) {
            while (events.next()) {
                Event event = events.event().event();
                String fine = event.subject().value();
                if (event.type().equals("Payment")) {
                    paid.put(fine, total(event));
                } else {
                    paid.putIfAbsent(fine, BigDecimal.ZERO.setScale(2));
                }
            }
        }
        return paid;
    }

    private static BigDecimal total(Event payment) {
        Matcher total =
                TOTAL.matcher(new String(Objects.requireNonNull(payment.data()).bytes(), StandardCharsets.UTF_8));
        assertThat(total.find()).isTrue();
        return new BigDecimal(total.group(1)).setScale(2);
    }

    private static String select(String where) {
        return rows(
                "\"timestamp\" AS time, {resource: resource, amount: amount, expense: expense, article: article,"
                        + " total: totalpaymentamount} AS data",
                where);
    }

    private static String rows(String columns, String where) {
        return """
                SELECT case_id || '-' || activity_instance_id AS id, case_id AS subject, activity AS type, %s
                FROM read_csv('%s', header = true, all_varchar = true)
                %s ORDER BY "timestamp", ".order"::BIGINT""".formatted(columns, RealData.file("traffic_fines/traffic_fines.csv.gz"), where);
    }
}
