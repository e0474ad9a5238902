package io.varve.server.acceptance;

import static io.varve.server.acceptance.WholeReplay.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.RecordedEvent;
import io.varve.server.cli.CommandLineHarness;
import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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

/** A bank's history through all three tiers, by day: as {@link BankLog} draws it. */
final class BankLogTest {

    private static final int SAMPLE = 300;
    private static final Pattern BALANCE = Pattern.compile("\"balance\":\"([-0-9.]+)\"");

    @TempDir
    Path temporary;

    @Test
    @Tag("soak")
    void everyBalanceAgreesFromEveryTier() throws IOException, SQLException {
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        ExpectedLog expected = BankLog.expected(temporary);
        assertThat(expected.events()).isEqualTo(BankLog.EVENTS);
        assertThat(expected.subjects()).hasSize(BankLog.ACCOUNTS);
        WholeReplay replay = new WholeReplay(varve, "events", expected);

        Answer imported = BankLog.importInto(varve, "events");
        assertDone(imported);
        assertThat(imported.json()).containsEntry("appended", "46997").containsEntry("head", "46997");
        replay.assertInLogOrder();

        assertDone(varve.run("migrate", "--now", BankLog.NOW));
        assertTiers(varve.run("tiers", "--json"));
        assertSql(varve);
        replay.assertInLogOrder();
        replay.assertByAggregate();
        replay.assertAggregates(expected.sample(SAMPLE));
        assertBalances(varve);
        replay.assertSound();

        assertDone(varve.run("restore", "1993-01-01", "1993-06-15", "1993-06-16", "1993-12-31"));
        assertRestoredTiers(varve.run("tiers", "--json"));
        replay.assertInLogOrder();
        replay.assertAggregates(expected.sample(SAMPLE / 10));
        replay.assertSound();

        replay.loseIndex();
        replay.assertAggregates(expected.sample(SAMPLE / 10));
        replay.assertInLogOrder();
        assertBalances(varve);
        assertThat(BankLog.importInto(varve, "events").json())
                .containsEntry("appended", "0")
                .containsEntry("head", "46997");
    }

    /** The last balance that the bank gave for each account, added up, from all tiers. */
    private static void assertSql(CommandLineHarness varve) throws IOException {
        Answer answer = varve.run(
                "sql",
                "WITH last AS (SELECT subject, max_by((data->>'balance')::DECIMAL(18, 2), version) AS balance FROM"
                        + " events GROUP BY subject) SELECT (SELECT count(*) FROM events) AS events, count(*) AS"
                        + " accounts, sum(balance) AS total FROM last",
                "--format",
                "csv");
        assertDone(answer);
        Map<String, BigDecimal> last = new TreeMap<>();
        try (OpenArchive archive = OpenArchive.of(varve, "events")) {
            for (RecordedEvent each : archive.events()) {
                Matcher balance = BALANCE.matcher(
                        new String(Objects.requireNonNull(each.event().data()).bytes(), StandardCharsets.UTF_8));
                assertThat(balance.find()).isTrue();
                last.put(each.event().subject().value(), new BigDecimal(balance.group(1)));
            }
        }
        BigDecimal total = last.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(answer.lines())
                .containsExactly(
                        "events,accounts,total", BankLog.EVENTS + "," + BankLog.ACCOUNTS + "," + total.setScale(2));
    }

    private static void assertBalances(CommandLineHarness varve) {
        BankBalances balances = new BankBalances();
        assertDone(varve.runInto(balances, "replay"));
        assertThat(balances.steps()).isEqualTo(BankLog.EVENTS);
        assertThat(balances.accounts()).isEqualTo(BankLog.ACCOUNTS);
    }

    private static void assertTiers(Answer answer) {
        assertDone(answer);
        Map<String, String> tiers = answer.json();
        assertThat(tiers).containsEntry("log", "events").containsEntry("head", "46997");
        assertTier(tiers, 0, "HOT", 15, 46_032, 46_996, "1994-03-16T00:00:00Z", "1994-03-30T00:00:00Z");
        assertTier(tiers, 1, "WARM", 60, 32_571, 46_031, "1994-01-15T00:00:00Z", "1994-03-15T00:00:00Z");
        assertTier(tiers, 2, "COLD", 379, 0, 32_570, "1993-01-01T00:00:00Z", "1994-01-14T00:00:00Z");
        assertThat(tiers)
                .containsEntry("tiers.size", "3")
                .containsEntry("tiers[0].events", "965")
                .containsEntry("tiers[1].events", "13461")
                .containsEntry("tiers[2].events", "32571")
                .containsEntry("tiers[0].ranges.size", "1")
                .containsEntry("tiers[1].ranges.size", "1")
                .containsEntry("tiers[2].ranges.size", "1");
    }

    /**
     * The first and the last two days of a range were one before: now the warm tier lies in pieces, and so does cold.
     */
    private static void assertRestoredTiers(Answer answer) {
        assertDone(answer);
        Map<String, String> tiers = answer.json();
        assertTier(tiers, 1, "WARM", 64, 0, 46_031, "1993-01-01T00:00:00Z", "1994-03-15T00:00:00Z");
        assertThat(tiers)
                .containsEntry("tiers[1].ranges.size", "4")
                .containsEntry("tiers[1].ranges[0].firstPosition", "0")
                .containsEntry("tiers[1].ranges[3].lastPosition", "46031")
                .containsEntry("tiers[2].partitions", "375")
                .containsEntry("tiers[2].ranges.size", "3");
        long covered = 0;
        long counted = 0;
        for (int tier = 0; tier < 3; tier++) {
            counted += number(tiers, "tiers[" + tier + "].events");
            for (int range = 0; range < number(tiers, "tiers[" + tier + "].ranges.size"); range++) {
                String path = "tiers[" + tier + "].ranges[" + range + "].";
                covered += number(tiers, path + "lastPosition") - number(tiers, path + "firstPosition") + 1;
            }
        }
        assertThat(covered).isEqualTo(BankLog.EVENTS);
        assertThat(counted).isEqualTo(BankLog.EVENTS);
    }

    private static void assertTier(
            Map<String, String> tiers,
            int index,
            String name,
            int partitions,
            long first,
            long last,
            String oldest,
            String newest) {
        String tier = "tiers[" + index + "].";
        assertThat(tiers)
                .containsEntry(tier + "tier", name)
                .containsEntry(tier + "partitions", Integer.toString(partitions))
                .containsEntry(tier + "firstPosition", Long.toString(first))
                .containsEntry(tier + "lastPosition", Long.toString(last))
                .containsEntry(tier + "oldest", oldest)
                .containsEntry(tier + "newest", newest);
        assertThat(number(tiers, tier + "bytes")).isPositive();
    }

    private static long number(Map<String, String> json, String path) {
        String value = json.get(path);
        assertThat(value).as(path).matches("[0-9]+");
        return Long.parseLong(String.valueOf(value));
    }
}
