package io.varve.server.acceptance;

import static io.varve.server.acceptance.WholeReplay.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.query.projection.Projection;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.state.Moment;
import io.varve.query.state.State;
import io.varve.server.archive.LogStates;
import io.varve.server.cli.CommandLineHarness;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a bank's accounts held at the end of a month, out of cold, warm and hot events, against what the bank wrote down
 * then. Its amounts are rounded: an account may be off by 0.70.
 */
final class BankStatesTest {

    private static final BigDecimal MOST = new BigDecimal("0.70");
    private static final Pattern BALANCE = Pattern.compile("\\{\"balance\":([-0-9.eE]+),\"count\":[0-9]+}");

    @TempDir
    Path temporary;

    /** All accounts at the end of some months, some accounts at the end of all. */
    @Test
    void balancesAtTheEndOfMonths() throws IOException, SQLException {
        check(60);
    }

    /** All accounts at the end of all months, also each by itself. */
    @Test
    @Tag("soak")
    void everyAccountByItselfAtTheEndOfEachMonth() throws IOException, SQLException {
        check(1);
    }

    /** @param every account in so many is asked for by itself as well */
    private void check(int every) throws IOException, SQLException {
        SortedMap<YearMonth, SortedMap<String, BigDecimal>> ends = MonthEnds.load();
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        assertDone(BankLog.importInto(varve, "events"));
        assertDone(varve.run("migrate", "--now", BankLog.NOW));
        Path file = varve.file(
                "data/projections/balance.yaml",
                "name: balance",
                "version: 1",
                "initial: { balance: 0.0, count: 0 }",
                "on:",
                "  Credited: { balance: state.balance + double(event.data.amount), count: state.count + 1 }",
                "  Debited: { balance: state.balance - double(event.data.amount), count: state.count + 1 }",
                "snapshot: { everyEvents: 20, keep: 3 }");
        assertThat(file).exists();
        long whole;

        try (OpenArchive archive = OpenArchive.of(varve, "events")) {
            Projection<?> balance = archive.projection("balance");
            LogStates states = archive.log().states();
            checkAll(states, balance, ends, every);
            checkSingle(states, balance, ends, every, false);
            assertThat(states.snapshots().counts().hits()).isZero();
            assertThat(states.taker().takeAll(balance, events -> {}).taken()).isEqualTo(BankLog.ACCOUNTS);
            checkSingle(states, balance, ends, every, true);
            assertThat(states.snapshots().counts().hits()).isPositive();
            whole = summary(states).snapshots();
        }
        alterNewestSnapshots(varve);
        try (OpenArchive archive = OpenArchive.of(varve, "events")) {
            Projection<?> balance = archive.projection("balance");
            LogStates states = archive.log().states();
            checkSingle(states, balance, ends, every, true);
            SnapshotSummary left = summary(states);
            assertThat(left.snapshots() - left.unsound())
                    .as("snapshots that are sound, of %s", whole)
                    .isLessThan(whole);
        }
    }

    private static SnapshotSummary summary(LogStates states) {
        return states.snapshots()
                .summary(states.snapshots().projections("balance").get(0));
    }

    private static void checkAll(
            LogStates states,
            Projection<?> balance,
            SortedMap<YearMonth, SortedMap<String, BigDecimal>> ends,
            int every) {
        ends.forEach((month, expected) -> {
            if (every > 1 && month.getMonthValue() % 6 != 3) {
                return;
            }
            Map<String, BigDecimal> told = new HashMap<>();
            List<String> order = new ArrayList<>();
            Moment moment = Moment.knownAt(Micros.of(MonthEnds.end(month)));
            states.all()
                    .read(
                            balance,
                            moment,
                            state -> {
                                order.add(state.subject().value());
                                told.put(state.subject().value(), balance(state.json()));
                            },
                            (events, total) -> {});
            assertThat(order).as("accounts by %s", month).isSorted();
            assertThat(told.keySet()).as("accounts by %s", month).isEqualTo(expected.keySet());
            told.forEach((account, amount) -> assertClose(account, month, amount, expected));
        });
    }

    private static void checkSingle(
            LogStates states,
            Projection<?> balance,
            SortedMap<YearMonth, SortedMap<String, BigDecimal>> ends,
            int every,
            boolean withSnapshots) {
        List<String> accounts = new ArrayList<>();
        ends.forEach((month, balances) -> {
            accounts.clear();
            accounts.addAll(balances.keySet());
        });
        for (int i = 0; i < accounts.size(); i += every) {
            String account = accounts.get(i);
            ends.forEach((month, expected) -> {
                Moment moment = Moment.knownAt(Micros.of(MonthEnds.end(month)));
                State state = states.reader().read(balance, new AggregateId(account), moment, withSnapshots);
                if (expected.containsKey(account)) {
                    assertClose(account, month, balance(state.json()), expected);
                } else {
                    assertThat(state.version())
                            .as("%s before its first event", account)
                            .isEqualTo(-1);
                }
            });
        }
    }

    private static void assertClose(
            String account, YearMonth month, BigDecimal amount, SortedMap<String, BigDecimal> expected) {
        assertThat(amount.subtract(expected.get(account)).abs())
                .as("%s at the end of %s", account, month)
                .isLessThanOrEqualTo(MOST);
    }

    private static BigDecimal balance(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        Matcher read = BALANCE.matcher(text);
        assertThat(read.matches()).as(text).isTrue();
        return new BigDecimal(read.group(1)).setScale(2, RoundingMode.HALF_EVEN);
    }

    /** Those taken last lie in one slot alone. */
    private static void alterNewestSnapshots(CommandLineHarness varve) throws IOException {
        int altered = 0;
        try (Stream<Path> all = Files.walk(varve.directory.resolve("logs/events/snapshots/slot-0"))) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                String name = path.getFileName().toString();
                if (!name.endsWith(".sst") && !name.endsWith(".log")) {
                    continue;
                }
                try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                    // the second half holds what leads to the first: without it the slot is given up as a whole
                    for (long at = 40; at < file.length() / 2; at += 200) {
                        file.seek(at);
                        int was = file.read();
                        file.seek(at);
                        file.write(was ^ 0x55);
                        altered++;
                    }
                }
            }
        }
        assertThat(altered).as("altered bytes").isPositive();
    }
}
