package io.varve.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.RecordedEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real data as its publishers gave it, through a SELECT and through a file of CloudEvents. */
class RealDataTest {

    private static final Pattern BALANCE = Pattern.compile("\"balance_haler\":(-?[0-9]+)");

    @TempDir
    Path directory;

    private final RecordingTarget target = new RecordingTarget();

    @Test
    void importsABanksTransactionsInTheOrderInWhichItsBalancesChain() throws IOException {
        Path transactions = data("berka/trans-930101-940330.asc.gz");
        Path oracle = data("berka/oracle-930101-940330.csv.gz");
        String select = """
                SELECT t.trans_id AS id,
                       'account-' || t.account_id AS subject,
                       CASE t.type WHEN 'PRIJEM' THEN 'Credited' ELSE 'Debited' END AS type,
                       strptime('19' || t.date, '%%Y%%m%%d') AS time,
                       {amount_haler: o.delta_haler, balance_haler: o.balance_haler, symbol: t.k_symbol} AS data
                FROM read_csv('%s', delim = ';', quote = '"', header = true, all_varchar = true) t
                JOIN read_csv('%s') o ON o.trans_id = t.trans_id::BIGINT
                ORDER BY o.date, o.account_id, o.seq;
                """.formatted(transactions, oracle);
        try (SqlSource source = SqlSource.open(select, "/berka", directory.resolve("spill"))) {
            ImportResult result =
                    new Importer(target, EventRules.defaults()).run(source, ImportOptions.past(), ImportListener.NONE);
            assertThat(result).isEqualTo(new ImportResult(46_997, 46_997, 0, 0));
        }
        Map<String, Long> balances = new HashMap<>();
        for (Event event : target.events) {
            balances.put(event.subject().value(), balance(event));
        }
        Map<String, Long> expected = new HashMap<>();
        try (BufferedReader rows = reader(oracle)) {
            rows.readLine();
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
                String[] cells = row.split(",", -1);
                expected.put("account-" + cells[0], Long.parseLong(cells[5]));
            }
        }
        assertThat(expected).hasSize(1_229);
        assertThat(balances).isEqualTo(expected);
        assertThat(String.valueOf(target.events.get(0).time()))
                .isEqualTo(String.valueOf(EventTime.parse("1993-01-01T00:00:00Z")));
        throughAFile();
    }

    @Test
    void importsTrafficFines() throws IOException {
        String select = """
                SELECT case_id || '-' || activity_instance_id AS id,
                       case_id AS subject,
                       activity AS type,
                       "timestamp" AS time,
                       to_json({resource: resource, amount: amount, total: totalpaymentamount}) AS data
                FROM read_csv('%s', types = {'amount': 'VARCHAR'})
                ORDER BY "timestamp", ".order"
                """.formatted(data("traffic_fines/traffic_fines.csv.gz"));
        try (SqlSource source = SqlSource.open(select, "/fines", directory.resolve("spill"))) {
            int rows = 0;
            long micros = Long.MIN_VALUE;
            Map<String, Integer> cases = new HashMap<>();
            while (source.next()) {
                rows++;
                EventTime time = source.event().time();
                assertThat(time).isNotNull();
                if (time != null) {
                    assertThat(time.micros()).isGreaterThanOrEqualTo(micros);
                    micros = time.micros();
                }
                cases.merge(source.event().subject().value(), 1, Integer::sum);
            }
            assertThat(rows).isEqualTo(561_470);
            assertThat(cases).hasSize(150_370);
        }
    }

    /** Exported as CloudEvents and imported again, the events are the same. */
    private void throughAFile() throws IOException {
        Path file = directory.resolve("berka.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            EventLineWriter writer = new EventLineWriter(LineFormat.CLOUDEVENTS, out);
            for (int i = 0; i < target.events.size(); i++) {
                writer.write(new RecordedEvent(i, 0, i, target.events.get(i)));
            }
            writer.flush();
        }
        RecordingTarget again = new RecordingTarget();
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            new Importer(again, EventRules.defaults()).run(source, ImportOptions.past(), ImportListener.NONE);
        }
        assertThat(again.events).hasSize(target.events.size());
        for (int i = 0; i < again.events.size(); i++) {
            assertThat(EventCodec.encode(again.events.get(i))).isEqualTo(EventCodec.encode(target.events.get(i)));
        }
    }

    private static long balance(Event event) {
        Matcher balance = BALANCE.matcher(String.valueOf(event.data()));
        assertThat(balance.find()).isTrue();
        return Long.parseLong(balance.group(1));
    }

    private static BufferedReader reader(Path gzip) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(gzip)), StandardCharsets.UTF_8));
    }

    private static Path data(String name) {
        Path file = Path.of(System.getProperty("varve.test.data", "")).resolve(name);
        assumeTrue(
                Files.exists(file),
                () -> String.format(Locale.ROOT, "real data is not here: %s (set -Dvarve.test.data)", file));
        return file.toAbsolutePath().normalize();
    }
}
