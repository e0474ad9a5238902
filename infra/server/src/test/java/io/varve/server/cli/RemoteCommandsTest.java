package io.varve.server.cli;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness.Answer;
import io.varve.server.http.ServerHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command twice: on a data directory, and against a server that has another one of the same history. What comes
 * out is the same, to the byte, but for what is an archive's own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RemoteCommandsTest {

    private static final String NOW = "2026-06-01T12:00:00Z";

    private Path temporary = Path.of("");
    private CommandLineHarness local;
    private CommandLineHarness remote;
    private ServerHarness server;

    @BeforeAll
    void fillBoth(@TempDir Path given) throws IOException {
        temporary = given;
        local = filled("data-1");
        remote = filled("data-2");
        String never = "0 0 0 1 1 ? 2099"; // what a schedule does on one side would tell the two apart
        server = new ServerHarness(
                remote.directory,
                remote::now,
                Map.of("VARVE_MIGRATION_CRON", never, "VARVE_SNAPSHOTS_CRON", never, "VARVE_VERIFY_CRON", never));
        remote.environment.put("VARVE_URL", server.uri("").toString());
    }

    private CommandLineHarness filled(String name) throws IOException {
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve(name), NOW);
        Files.createDirectories(varve.directory.resolve("projections"));
        Files.writeString(varve.directory.resolve("projections/balance.yaml"), """
                name: balance
                version: 1
                initial: { balance: 0.0 }
                on:
                  Deposited: { balance: state.balance + event.data.amount }
                """);
        List<String> lines = new ArrayList<>();
        Instant first = Instant.parse("2026-01-01T10:00:00Z");
        for (int i = 0; i < 31; i++) {
            Instant time = first.plusSeconds(i * 5L * 86_400);
            lines.add(event("e" + i, "a/" + i % 3 + " ü", time.toString(), i + 1));
        }
        Path history = varve.file("history.ndjson", lines.toArray(new String[0]));
        assertThat(varve.run("import", history.toString(), "--backfill").err()).isEmpty();
        Path cut = varve.file("cut.ndjson", lines.get(0), lines.get(1), "cut off");
        assertThat(varve.run("logs", "create", "cut").err()).isEmpty();
        assertThat(varve.run("import", "--log", "cut", "--backfill", cut.toString())
                        .exitCode())
                .isEqualTo(1);
        // a server would create it when an operator first asks for something
        String[] audit = {"logs", "create", "varve-audit", "--partition", "month", "--hot", "60d", "--warm", "365d"};
        assertThat(varve.run(audit).err()).isEmpty();
        return varve;
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Runs the command on both sides; returns the answer of the server's. */
    private Answer both(String... args) {
        ByteArrayOutputStream here = new ByteArrayOutputStream();
        ByteArrayOutputStream there = new ByteArrayOutputStream();
        Answer onDirectory = local.runInto(here, args);
        Answer overHttp = remote.runBareInto(there, args);
        String expected = own(here, local);
        String answered = own(there, remote);
        assertThat(answered).as(String.join(" ", args)).isEqualTo(expected);
        assertThat(own(overHttp.err(), remote)).isEqualTo(own(onDirectory.err(), local));
        assertThat(overHttp.exitCode()).isEqualTo(onDirectory.exitCode());
        return new Answer(overHttp.exitCode(), there.toString(StandardCharsets.UTF_8), overHttp.err());
    }

    private static String own(ByteArrayOutputStream out, CommandLineHarness varve) {
        return own(out.toString(StandardCharsets.ISO_8859_1), varve);
    }

    /** Without what two archives never share: places, ids, digests, and how long something took. */
    private static String own(String text, CommandLineHarness varve) {
        return text.replace(varve.directory.toString(), "DIRECTORY")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("(?<![0-9a-f])([0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-f])", "DIGEST")
                .replaceAll("[0-9.]+ ms", "MS")
                .replaceAll("(\"(lookUp|read|fold)Ms\" : )[0-9.E-]+", "$1MS");
    }

    /** An underscore is a space inside of an argument. */
    static Stream<String> questions() {
        return Stream.of(
                "logs",
                "logs list --json",
                "tiers",
                "tiers --log nothing",
                "partitions",
                "tiers --log cut",
                "partitions --log cut",
                "partitions --log cut --json",
                "migrate --log cut --dry-run",
                "migrate --log cut --dry-run --json",
                "migrate --log cut",
                "append --log cut --subject s --type T",
                "replay",
                "replay --format cloudevents",
                "replay --format arrow",
                "replay --format arrow --limit 7",
                "replay --format parquet",
                "replay --format parquet --limit 7 --order aggregate",
                "replay --format parquet --limit 0",
                "replay --limit 0",
                "replay --limit 5 --from 3",
                "replay --subject a/1_ü --type Deposited,Other --since 2026-02-01 --until 2026-04-01 --by time",
                "replay --order aggregate --to 20",
                "replay --subject nobody",
                "replay --follow --limit 4",
                "replay --follow --to 9 --format cloudevents",
                "migrate --dry-run",
                "migrate --dry-run --now 2026-03-01",
                "migrate --now 2036-03-01",
                "verify",
                "verify --json",
                "verify --budget 1KiB",
                "verify --budget 1000TiB",
                "verify --budget 1KiB --tier hot",
                "state a/1_ü --projection balance",
                "state a/1_ü --projection balance --json",
                "state a/1_ü --projection balance --as-of 2026-03-01T10:00:00.123456Z --by time --no-snapshot",
                "state a/1_ü --projection balance --as-of 2026-03-01 --json",
                "state a/1_ü --projection balance --at-version 3",
                "state a/1_ü --projection balance --at-version 3 --as-of 2026-03-01",
                "state nobody --projection balance",
                "state --projection balance",
                "state a/1_ü --projection balance --explain --no-snapshot",
                "state --all --projection balance",
                "state --all --projection balance --json",
                "state --all --projection balance --as-of 2026-03-01",
                "state --all --projection balance --as-of 2026-03-01 --by time --json",
                "state --all --projection balance --at-version 3",
                "state --all --projection balance --log nothing",
                "sql SELECT_type,count(*)_AS_n,NULL_AS_x,'NULL'_AS_y_FROM_events_GROUP_BY_type",
                "sql SELECT_position,subject_FROM_events_ORDER_BY_position --format csv",
                "sql SELECT_position,subject_FROM_events_ORDER_BY_position --format json --explain",
                "sql SELECT_position,data_FROM_events_ORDER_BY_position --format ndjson",
                "sql SELECT_nothing_FROM_events",
                "sql DROP_TABLE_events",
                "version",
                "version --json");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void answersAreTheSame(String question) {
        both(Stream.of(question.split(" ", -1))
                .map(word -> word.replace('_', ' '))
                .toArray(String[]::new));
    }

    @Test
    void changesAreTheSame() {
        assertThat(both("logs", "create", "audit", "--partition", "month", "--hot", "60d", "--warm", "365d")
                        .out())
                .isEqualTo("created log audit\n");
        assertThat(both("logs", "create", "audit").exitCode()).isEqualTo(1);
        assertThat(both("logs", "create", "No!").exitCode()).isEqualTo(2);
        assertThat(both("logs", "create", "b", "--hot", "3d", "--warm", "2d").exitCode())
                .isEqualTo(2);
        both("logs", "--json");

        String[] append = {"append", "--log", "audit", "--subject", "s", "--type", "T", "--id", "1"};
        assertThat(both(append).out()).startsWith("position 0, version 0");
        assertThat(both(append).out()).endsWith(", was there already\n");
        both(with(append, "--json"));
        assertThat(both("append", "--log", "audit", "--subject", "s", "--type", "Other", "--id", "1")
                        .exitCode())
                .isEqualTo(1);
        assertThat(both("append", "--log", "audit", "--subject", "s", "--type", "T", "--expected-version", "7")
                        .exitCode())
                .isEqualTo(1);
        both("append", "--log", "audit", "--subject", "s", "--type", "T", "--expected-version", "0", "--id", "2");
        both("append", "--log", "audit", "--subject", "s", "--type", "bad\u0001type", "--id", "3");
        both("append", "--log", "audit", "--subject", "s", "--type", "T", "--data", "{bad", "--id", "3");
        both("append", "--log", "nothing", "--subject", "s", "--type", "T", "--id", "4");
        both("replay", "--log", "audit", "--format", "cloudevents");
    }

    @Test
    void imports() {
        both("logs", "create", "loaded");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            lines.add(event("i" + i, "s" + i % 7, "2026-01-01T00:00:00Z", i));
        }
        String good = local.file("good.ndjson", lines.toArray(new String[0])).toString();
        lines.set(2_100, "{\"specversion\":\"1.0\"}");
        String bad = local.file("bad.ndjson", lines.toArray(new String[0])).toString();
        String[] first = {"import", "--log", "loaded", good};
        assertThat(both(with(first, "--json")).json()).containsEntry("appended", "2500");
        assertThat(both(first).out()).startsWith("appended 0 events").contains("2,500 were there already");
        Answer stopped = both("import", "--log", "loaded", bad);
        assertThat(stopped.exitCode()).isEqualTo(1);
        assertThat(stopped.errLines()).singleElement().asString().contains("bad.ndjson line 2101");
        String select = "SELECT 'x' || range AS id, 's' AS subject, 'T' AS type, {n: range} AS data FROM range(10)";
        both("import", "--log", "loaded", "--select", select, "--json");
        both("import", "--log", "loaded", "--select", "SELECT 1 AS nothing");
        both("replay", "--log", "loaded", "--from", "2495");
    }

    @Test
    void loadsOfHistory() {
        both("logs", "create", "history");
        String[] lines = new String[1_200];
        for (int i = 0; i < lines.length; i++) {
            String time = Instant.parse("2026-01-01T00:00:00Z")
                    .plusSeconds(i / 7 * 3_600L)
                    .toString();
            lines[i] = event("h" + i, "s" + i % 7, time, i);
        }
        String whole = lines[900];
        lines[900] = "cut off";
        String file = local.file("past.ndjson", lines).toString();
        String[] load = {"import", "--log", "history", "--backfill", file};
        assertThat(both(load).errLines()).singleElement().asString().contains("past.ndjson line 901");
        assertThat(both("tiers", "--log", "history").out()).contains("stands unfinished at row 900");
        lines[900] = whole;
        local.file("past.ndjson", lines);
        assertThat(both(with(load, "--json")).json())
                .containsEntry("appended", "300")
                .containsEntry("duplicates", "900");
        assertThat(both(load).out()).contains("1,200 passed over by resuming");
        both("partitions", "--log", "history");
        both("append", "--log", "history", "--subject", "s", "--type", "T", "--id", "1");
        String older = local.file("older.ndjson", event("o", "s", "2025-01-01T00:00:00Z", 1))
                .toString();
        assertThat(both("import", "--log", "history", "--backfill", older).errLines())
                .singleElement()
                .asString()
                .contains("older.ndjson line 1: time 2025-01-01T00:00:00Z lies before");
        both("import", "--log", "history", "--abandon");
        assertThat(remote.waits)
                .as("what is refused for good is not waited for")
                .isEmpty();
    }

    @Test
    void aLoadIsGivenUp() {
        both("logs", "create", "given-up");
        String file = local.file("half.ndjson", event("1", "s", "2026-01-01T00:00:00Z", 1), "cut off")
                .toString();
        assertThat(both("import", "--log", "given-up", "--backfill", file).exitCode())
                .isEqualTo(1);
        String other = local.file("other.ndjson", event("2", "s", "2026-01-01T00:00:00Z", 1))
                .toString();
        assertThat(both("import", "--log", "given-up", "--backfill", other).err())
                .contains("a load of " + file + " stands unfinished at row 1");
        assertThat(both("import", "--log", "given-up", "--abandon").out())
                .isEqualTo("gave up the load of " + file + " at row 1; what it loaded stays, head is 1\n");
        assertThat(both("import", "--log", "given-up", "--abandon", "--json").json())
                .containsEntry("abandoned", "null");
        both("append", "--log", "given-up", "--subject", "s", "--type", "T", "--id", "1");
    }

    @Test
    void anImportSaysWhichLineHoldsTheConflict() {
        both("logs", "create", "conflicts");
        String[] lines = {
            event("1", "s", "2026-01-01T00:00:00Z", 1),
            event("2", "s", "2026-01-01T00:00:00Z", 2),
            event("1", "s", "2026-01-01T00:00:00Z", 3)
        };
        String file = local.file("conflict.ndjson", lines).toString();
        Answer refused = remote.runBare("import", "--log", "conflicts", file);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errLines())
                .singleElement()
                .asString()
                .startsWith("varve: " + file + " line 3: id '1' of source '/test'");
        assertThat(remote.runBare("replay", "--log", "conflicts").lines()).hasSize(2);
    }

    @Test
    void movesAndRestores() {
        both("logs", "create", "moving", "--hot", "1d", "--warm", "30d");
        for (int i = 0; i < 3; i++) {
            both("append", "--log", "moving", "--subject", "s", "--type", "T", "--id", "m" + i);
            local.pass(Duration.ofDays(20));
            remote.pass(Duration.ofDays(20));
        }
        both("migrate", "--log", "moving", "--dry-run");
        assertThat(both("migrate", "--log", "moving").out())
                .startsWith("moved 3 partitions HOT -> WARM and 2 partitions WARM -> COLD");
        assertThat(both("migrate", "--log", "moving", "--json").json()).containsEntry("done.size", "0");
        both("partitions", "--log", "moving");
        both("partitions", "--log", "moving", "--json");
        both("tiers", "--log", "moving");
        both("verify", "--log", "moving", "--json");
        assertThat(both("restore", "--log", "moving", "2026-06-01", "--for", "3d")
                        .out())
                .startsWith("restored 1 partition");
        both("restore", "--log", "moving", "2026-06-01", "--json");
        for (String hold : List.of("14d", "36h", "999999999s", "999999999d")) {
            both("restore", "--log", "moving", "2026-06-01", "--json", "--for", hold);
        }
        assertThat(both("restore", "--log", "moving", "2020-01-01").exitCode()).isEqualTo(1);
        both("sql", "SELECT position FROM events", "--log", "moving", "--explain");
        both("replay", "--log", "moving");
        both("tiers", "--log", "moving", "--json");
    }

    @Test
    void takesAndDropsSnapshots() {
        both("logs", "create", "folded");
        for (int i = 0; i < 4; i++) {
            both(
                    "append",
                    "--log",
                    "folded",
                    "--subject",
                    "s" + i % 2,
                    "--type",
                    "Deposited",
                    "--id",
                    "f" + i,
                    "--data",
                    "{\"amount\":" + i + "}");
        }
        String[] folded = {"--log", "folded", "--projection", "balance"};
        assertThat(both(with(folded, "snapshots", "take")).out()).isEqualTo("2 snapshots taken, 2 states looked at\n");
        both(with(folded, "snapshots", "take", "s0", "--json"));
        both(with(folded, "snapshots", "take", "nobody"));
        both(with(folded, "snapshots", "take", "--due"));
        both("snapshots", "--log", "folded");
        both("snapshots", "--log", "folded", "--json");
        both("snapshots", "list", "s0", "--log", "folded");
        both("snapshots", "list", "s0", "--log", "folded", "--json");
        assertThat(both(with(folded, "state", "s1", "--explain")).out()).contains("at position 3, version 1, of 2");
        both(with(folded, "state", "s1", "--explain", "--json"));
        assertThat(both(with(folded, "snapshots", "drop")).out()).isEqualTo("2 snapshots dropped\n");
        both(with(folded, "snapshots", "drop", "--json"));
    }

    @Test
    void writesAnAnswerToAFile() throws IOException {
        String[] select = {"sql", "SELECT position FROM events ORDER BY position", "--format", "csv", "--output"};
        Path here = temporary.resolve("here.csv");
        Path there = temporary.resolve("there.csv");
        assertThat(local.run(with(select, here.toString())).err()).isEmpty();
        assertThat(remote.runBare(with(select, there.toString())).err()).isEmpty();
        assertThat(there).hasSameTextualContentAs(here);
        Answer failed = remote.runBare("sql", "SELECT no FROM events", "--output", there.toString());
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(there).as("the old one stays").hasSameTextualContentAs(here);
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    void aProjectionInAFileIsSent() throws IOException {
        String good = Files.readString(local.directory.resolve("projections/balance.yaml"));
        String file = Files.writeString(temporary.resolve("sent.yaml"), good.replace("balance", "sum"))
                .toString();
        String[] one = {"state", "a/1 ü", "--projection", file};
        assertThat(both(one).out()).contains("{\"sum\":");
        both(with(one, "--json", "--as-of", "2026-03-01", "--by", "time"));
        both(with(one, "--explain", "--no-snapshot", "--at-version", "2"));
        assertThat(both("state", "--all", "--projection", file).lines()).hasSize(3);
        both("state", "--all", "--projection", file, "--json", "--as-of", "2026-03-01");
        both("snapshots", "list", "--projection", file);
        both("snapshots", "drop", "--projection", file);

        String typing = Files.writeString(temporary.resolve("typing.yaml"), good.replace("state.b", "state.d"))
                .toString();
        assertThat(both("state", "a/1 ü", "--projection", typing).err())
                .contains("typing.yaml line 5: on.Deposited.balance: 'state.dalance' is not known");
        both("state", "--all", "--projection", typing);
        String failing = Files.writeString(temporary.resolve("failing.yaml"), good.replace("amount", "amuont"))
                .toString();
        assertThat(both("state", "--all", "--projection", failing).err())
                .contains("failing.yaml line 5: on.Deposited.balance: ", "at position ");
        both("state", "a/1 ü", "--projection", failing);
        String whole = Files.writeString(temporary.resolve("whole.yaml"), "scope: log\n" + good)
                .toString();
        both("state", "--projection", whole);
        assertThat(both("state", "--all", "--projection", whole).err()).contains("folds the whole log");
        both("state", "a/1 ü", "--projection", temporary.resolve("missing.yaml").toString());
        Path binary = Files.write(temporary.resolve("binary.yaml"), new byte[] {(byte) 0xC3});
        assertThat(both("state", "--all", "--projection", binary.toString()).err())
                .contains("is not UTF-8");
    }

    @Test
    void writesAnAnswerInParquet() throws IOException {
        String[] select = {"sql", "SELECT * FROM events ORDER BY position", "--format", "parquet", "--output"};
        Path here = temporary.resolve("here.parquet");
        Path there = temporary.resolve("there.parquet");
        assertThat(local.run(with(select, here.toString())).err()).isEmpty();
        assertThat(remote.runBare(with(select, there.toString(), "--explain")).err())
                .startsWith("read: ");
        assertThat(there).hasSameBinaryContentAs(here);
        String[] wrong = {"sql", "SELECT no FROM events", "--format", "parquet", "--output", there.toString()};
        both(wrong);
        assertThat(there).as("the old one stays").hasSameBinaryContentAs(here);
        both("sql", "SELECT 1", "--format", "parquet");
        Path nowhere = temporary.resolve("no/where.parquet");
        both("sql", "SELECT 1", "--format", "parquet", "--output", nowhere.toString());
    }

    @Test
    void asksInSqlOfAPastMoment() {
        String[] count = {"sql", "SELECT count(*) AS n FROM events", "--format", "csv"};
        String[] sum = {"sql", "SELECT sum((state->>'balance')::DOUBLE) AS s FROM state_balance", "--format", "csv"};
        String[][] january = {{"--as-of", "2026-01-31T23:59:59Z"}, {"--as-of", "2026-01-31T10:00:00Z", "--by", "time"}};
        for (String[] moment : january) {
            assertThat(both(with(count, moment)).out()).isEqualTo("n\n7\n");
            assertThat(both(with(sum, moment)).out()).isEqualTo("s\n28.0\n");
        }
        assertThat(both(with(sum, "--as-of", "2026-01-01")).out()).isEqualTo("s\n\n");
        assertThat(both(with(sum, "--as-of", "2026-01-31", "--explain")).err()).contains("folded: 6 events");
        assertThat(both(with(count, "--by", "time")).exitCode()).isEqualTo(2);
        assertThat(both(with(count, "--as-of", "yesterday")).exitCode()).isEqualTo(2);
    }

    @Test
    void cutsCellsOnATerminal() {
        String[] wide = {"sql", "SELECT repeat('x', 100) AS wide"};
        local.environment.put("VARVE_TERMINAL", "1");
        remote.environment.put("VARVE_TERMINAL", "1");
        assertThat(both(wide).out()).contains("x…");
        local.environment.remove("VARVE_TERMINAL");
        remote.environment.remove("VARVE_TERMINAL");
        assertThat(both(wide).out()).doesNotContain("…");
    }

    static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(first.length > 0 && first[0].startsWith("--") ? all.size() : 0, List.of(first));
        return all.toArray(new String[0]);
    }
}
