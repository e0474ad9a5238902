package io.varve.server.cli;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.archive.Archive;
import io.varve.server.cli.CommandLineHarness.Answer;
import io.varve.server.config.ConfigReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {

    @TempDir
    Path temporary;

    private CommandLineHarness varve = new CommandLineHarness(Path.of("unused"), "2026-06-01T12:00:00Z");

    @BeforeEach
    void open() {
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs",
                "demo",
                "import",
                "append",
                "replay",
                "sql",
                "tiers",
                "partitions",
                "migrate",
                "verify",
                "restore",
                "recover",
                "serve"
            })
    void everyCommandHelpsWithExamples(String command) {
        Answer answer = varve.runBare(command, "--help");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .contains("Usage: varve " + command)
                .contains("Examples:")
                .contains("--log=NAME");
        assertThat(answer.err()).isEmpty();
        assertThat(varve.runBare("--help").out()).contains("  " + command);
    }

    @Test
    void tellsItsVersion() {
        assertThat(varve.runBare("--version").out()).startsWith("varve ");
    }

    @Test
    void createsAndListsLogs() {
        assertThat(varve.run("logs", "create", "audit", "--partition", "month", "--hot", "60d", "--warm", "365d")
                        .out())
                .isEqualTo("created log audit\n");
        assertThat(varve.run("logs", "--json").json())
                .as("the log that a new directory has")
                .containsEntry("logs[1].name", "events")
                .containsEntry("logs[1].partition", "day")
                .containsEntry("logs[1].hot", "30d")
                .containsEntry("logs[1].warm", "90d");
        assertThat(varve.run("logs", "list").lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).matches("audit +month +60d +365d +[0-9a-f-]{36}"));
        assertThat(varve.run("tiers", "--log", "audit", "--json").json()).containsEntry("log", "audit");
        failsWith(1, "audit", "logs", "create", "audit");
        failsWith(2, "log name 'A b'", "logs", "create", "A b");
        failsWith(2, "warm", "logs", "create", "short", "--hot", "9d", "--warm", "1d");
        failsWith(2, "NAME", "logs", "create");
        failsWith(1, "events", "tiers", "--log", "evnts");
    }

    @Test
    void appendsWithExpectedVersionsAndRecognisesWhatItHas() {
        assertThat(append("e1", "{\"n\":1}", "none").json())
                .containsEntry("position", "0")
                .containsEntry("version", "0")
                .containsEntry("duplicate", "false")
                .containsEntry("recordedAt", "2026-06-01T12:00:00Z");
        varve.pass(Duration.ofSeconds(5));
        assertThat(append("e1", "{\"n\":1}", "none").json())
                .containsEntry("position", "0")
                .containsEntry("duplicate", "true")
                .containsEntry("recordedAt", "2026-06-01T12:00:00Z");
        assertThat(append("e2", "{\"n\":2}", "0").json()).containsEntry("version", "1");

        Answer conflict = append("e3", "{\"n\":3}", "7");
        assertThat(conflict.exitCode()).isEqualTo(1);
        assertThat(conflict.errLines()).containsExactly("varve: aggregate 'account-1' is at version 1, expected 7");
        Answer reused = append("e1", "{\"n\":9}", "any");
        assertThat(reused.exitCode()).isEqualTo(1);
        assertThat(reused.errLines())
                .singleElement()
                .asString()
                .contains("id 'e1'")
                .contains("other content");
        assertThat(varve.run("replay").lines()).hasSize(2);
    }

    @Test
    void keepsDataOfAnyType() {
        varve.run(
                "append",
                "--subject",
                "a",
                "--type",
                "Noted",
                "--data",
                "héllo, wörld",
                "--content-type",
                "text/plain");
        varve.run("append", "--subject", "a", "--type", "Emptied", "--time", "2026-05-31T10:00:00+02:00");
        assertThat(varve.run("replay").lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"data_base64\":\"aMOpbGxvLCB3w7ZybGQ=\""),
                        line -> assertThat(line)
                                .contains("\"time\":\"2026-05-31T10:00:00+02:00\"")
                                .doesNotContain("data"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"specversion\":\"1.0\",\"id\":\"x\",                            | bad.ndjson line 2",
                "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/t\",\"type\":\"T\"} | subject",
                "[1,2,3]                                                          | line 2",
            })
    void saysWhereAFileIsBroken(String line, String expected) {
        Path file = varve.file("bad.ndjson", event("e1", "a", "2026-05-01T10:00:00Z", 1), line);
        Answer answer = varve.run("import", file.toString());
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.errLines())
                .singleElement()
                .asString()
                .startsWith("varve: ")
                .contains("bad.ndjson line 2: ")
                .contains(expected);
    }

    @Test
    void refusesDataOverTheLimit() {
        varve.configure("append.maxDataBytes: 10B\n");
        failsWith(
                1,
                "data is 11 bytes, at most 10 are allowed",
                "append",
                "--subject",
                "a",
                "--type",
                "T",
                "--data",
                "\"123456789\"");
        Path file = varve.file("big.ndjson", event("e1", "a", "2026-05-01T10:00:00Z", 1_000_000));
        failsWith(1, "big.ndjson line 1: data is", "import", file.toString());
    }

    @Test
    void aBackfillNeverGoesBackInTime() {
        Path file = varve.file(
                "back.ndjson",
                event("e1", "a", "2026-05-02T10:00:00Z", 1),
                event("e2", "a", "2026-05-01T10:00:00Z", 2));
        Answer answer = varve.run("import", file.toString(), "--backfill");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.errLines())
                .singleElement()
                .asString()
                .contains("back.ndjson line 2")
                .contains("2026-05-01T10:00:00Z")
                .contains("2026-05-02T10:00:00Z");
        assertThat(varve.run("replay").lines()).hasSize(1);
        assertThat(varve.run("import", "--abandon").exitCode()).isZero();
        Path future = varve.file("future.ndjson", event("e3", "a", "2027-01-01T10:00:00Z", 1));
        failsWith(1, "2027-01-01T10:00:00Z", "import", future.toString(), "--backfill");
    }

    @Test
    void importsAnythingThatSqlCanRead() {
        Path csv = varve.file(
                "bank.csv", "id,account,amount,booked", "1,a,5,2026-05-01 10:00:00", "2,b,6,2026-05-01 11:00:00");
        Answer answer = varve.run(
                "import",
                "--select",
                "SELECT id, account AS subject, 'Deposited' AS type, booked AS time, {'amount': amount} AS data FROM"
                        + " read_csv('" + csv + "') ORDER BY booked",
                "--source",
                "/csv",
                "--backfill",
                "--json");
        assertThat(answer.err()).isEmpty();
        assertThat(answer.json()).containsEntry("appended", "2");
        assertThat(varve.run("replay").lines())
                .first()
                .asString()
                .contains("\"source\":\"/csv\"")
                .contains("\"recordedAt\":\"2026-05-01T10:00:00Z\"");
        failsWith(1, "SELECT", "import", "--select", "SELECT nonsense FROM nowhere");
    }

    @Test
    void isCalledWrongly() {
        failsWith(2, "--colour", "tiers", "--colour");
        failsWith(2, "command is missing");
        failsWith(2, "Unmatched argument", "teirs");
        failsWith(2, "either FILEs or --select", "import");
        failsWith(2, "absent.ndjson", "import", "absent.ndjson");
        failsWith(2, "--subject", "append", "--type", "T");
        failsWith(2, "'x' must be a version", "append", "--subject", "a", "--type", "T", "--expected-version", "x");
        failsWith(2, "lies after the clock", "migrate", "--now", "2026-06-01T12:00:01Z");
        failsWith(2, "must be an instant", "migrate", "--now", "yesterday");
        failsWith(2, "must be written as", "restore", "last-week");
        failsWith(2, "must be hot, warm or cold", "verify", "--tier", "tepid");
        failsWith(2, "--data is not JSON: malformed JSON", "append", "--subject", "a", "--type", "T", "--data", "{'x'");
        failsWith(2, "--from -1 must be 0 or more", "replay", "--from", "-1");
        failsWith(2, "--to 2 must be --from 5 or more", "replay", "--from", "5", "--to", "2");
        failsWith(2, "must be a duration", "restore", "2026-01-01", "--for", "long");
        failsWith(2, "--type must name types", "replay", "--type", "");
        failsWith(2, "--log must name a log", "tiers", "--log", "");
        failsWith(2, "SUBJECT must not be empty", "state", "", "--projection", "p");
        failsWith(2, "--port 99999 must be 0 to 65535", "serve", "--port", "99999");
        failsWith(2, "--port -1 must be 0 to 65535", "demo", "--port", "-1");
        failsWith(2, "absent.yaml: cannot be read: there is no such file", "tiers", "--config", "absent.yaml");
        assertThat(varve.runBare("tiers", "--url", "http://127.0.0.1:99999").errLines())
                .singleElement()
                .asString()
                .contains("'http://127.0.0.1:99999' must be a URL");
        assertThat(varve.directory).doesNotExist();
    }

    @Test
    void anAnswerThatWasNotWrittenIsAFailure() {
        for (String command : List.of("tiers", "replay", "--help")) {
            assertThat(varve.run("append", "--subject", "a", "--type", "T").exitCode())
                    .isZero();
            Answer full = varve.runInto(failing("No space left on device"), command);
            assertThat(full.exitCode()).as(command).isEqualTo(1);
            assertThat(full.errLines())
                    .containsExactly("varve: standard output could not be written, so the answer is not whole: No space"
                            + " left on device");
            Answer closed = varve.runInto(failing("Broken pipe"), command);
            assertThat(closed.errLines())
                    .as("who reads has had enough, as head(1) has")
                    .isEmpty();
            assertThat(closed.exitCode()).isZero();
        }
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(why);
            }
        };
    }

    @Test
    void putsAnAnswerIntoFilesAlone() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("some"));
        failsWith(2, "some is no file", "sql", "FROM events", "--output", directory.toString());
        assertThat(directory).isEmptyDirectory();

        append("1", "{}", "any");
        Path file = Files.writeString(temporary.resolve("answer.csv"), "before");
        Path link = Files.createSymbolicLink(temporary.resolve("link.csv"), file);
        Answer answer =
                varve.run("sql", "SELECT count(*) AS n FROM events", "--output", link.toString(), "--format", "csv");
        assertThat(answer.err()).isEmpty();
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("n\n1\n");
    }

    @Test
    void anArgumentIsNeverTheNameOfAFileOfArguments() {
        Path file = varve.file("alice", "--id from-a-file");
        String subject = "@" + file;
        assertThat(varve.run("append", "--subject", subject, "--type", "T").err())
                .isEmpty();
        assertThat(varve.run("replay", "--subject", subject).lines()).hasSize(1);
    }

    @Test
    void tellsOfEveryProblemOfTheConfiguration() {
        varve.configure("append:\n  durabilty: disk\nserve:\n  port: eighty\n");
        varve.environment.put("VARVE_COLD_BUCKET", "Not A Bucket");
        Answer answer = varve.run("tiers");
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.errLines())
                .hasSize(3)
                .anySatisfy(line ->
                        assertThat(line).contains("unknown key append.durabilty, did you mean append.durability?"))
                .anySatisfy(line -> assertThat(line).contains("serve.port is 'eighty'"))
                .anySatisfy(line -> assertThat(line).contains("environment variable VARVE_COLD_BUCKET"));
    }

    @Test
    void namesTheProcessThatHasTheDirectory() throws IOException {
        Files.createDirectories(varve.directory);
        try (Archive archive = Archive.open(ConfigReader.read(varve.directory, null, Map.of()), () -> varve.now())) {
            assertThat(archive.logs()).hasSize(1);
            failsWith(1, "is in use by process " + ProcessHandle.current().pid(), "tiers");
        }
        assertThat(varve.run("tiers").exitCode()).isZero();
    }

    @Test
    void whatOnlyLooksDoesNotAnswerForAnArchiveThatIsNotThere() throws IOException {
        List<String[]> looks = List.of(
                new String[] {"tiers"},
                new String[] {"partitions"},
                new String[] {"replay"},
                new String[] {"state", "a", "--projection", "balance"},
                new String[] {"snapshots", "list"},
                new String[] {"sql", "SELECT 1"},
                new String[] {"verify"},
                new String[] {"migrate"},
                new String[] {"restore", "2026-05-01"},
                new String[] {"logs"},
                new String[] {"import", "--abandon"});
        for (String[] look : looks) {
            failsWith(1, "there is no archive in " + varve.directory, look);
        }
        assertThat(varve.directory).doesNotExist();

        varve.configure("append:\n  durability: disk\n"); // a directory that is prepared, and no more
        failsWith(1, "there is no archive in " + varve.directory, "tiers");
        assertThat(varve.run("logs", "create", "other").exitCode()).isZero();
        assertThat(varve.run("tiers").exitCode()).isZero();
    }

    @Test
    void neverTakesADirectoryOfSomethingElse() throws IOException {
        Files.createDirectories(varve.directory);
        Files.writeString(varve.directory.resolve("thesis.tex"), "chapter one");
        failsWith(1, "is not empty and not a data directory of Varve", "tiers");
        assertThat(varve.directory).isDirectoryContaining("glob:**thesis.tex").isNotEmptyDirectory();
        try (var files = Files.list(varve.directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void takesTheDirectoryAlsoBehindTheCommandAndFromTheEnvironment() {
        String other = temporary.resolve("other").toString();
        assertThat(varve.runBare("append", "--data", other, "--subject", "a", "--type", "T", "--data", "1")
                        .exitCode())
                .isZero();
        assertThat(varve.runBare("replay", "--data", other).lines()).hasSize(1);
        varve.environment.put("VARVE_DATA", other);
        assertThat(varve.runBare("replay").lines()).hasSize(1);
    }

    private Answer append(String id, String data, String expected) {
        return varve.run(
                "append",
                "--subject",
                "account-1",
                "--type",
                "T",
                "--id",
                id,
                "--source",
                "/test",
                "--data",
                data,
                "--expected-version",
                expected,
                "--json");
    }

    private void failsWith(int exitCode, String words, String... args) {
        Answer answer = varve.run(args);
        assertThat(answer.exitCode()).as("%s: %s", List.of(args), answer.err()).isEqualTo(exitCode);
        assertThat(answer.errLines())
                .singleElement()
                .asString()
                .startsWith("varve: ")
                .contains(words);
        assertThat(answer.out()).isEmpty();
    }
}
