package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs, tiers, work, states and SQL. Events of four days lie in `events`; tests that move have logs of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperateTest {

    private static final String EVENTS = "/v1/logs/events";
    private static final String PARQUET = "application/vnd.apache.parquet";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
    private ServerHarness server;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("projections"));
        Files.writeString(directory.resolve("projections/total.yaml"), """
                name: total
                version: 1
                initial: {total: 0, events: 0}
                on:
                  Deposited:
                    total: state.total + event.data.amount
                    events: state.events + 1
                """);
        server = new ServerHarness(directory, now::get, Map.of());
        for (int day = 0; day < 4; day++) {
            append("events", "e" + day, "Jürgen/€ %", day + 1);
            now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void append(String log, String id, String subject, int amount) {
        HttpResponse<String> answer = server.send(server.to("/v1/logs/" + log + "/events")
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(CommandLineHarness.event(id, subject, "2026-01-01T00:00:00Z", amount))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpResponse<String> post(String path, String json) {
        return server.send(
                server.to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> sql(String statement, String accept) {
        return server.send(server.to(EVENTS + "/sql")
                .header("Content-Type", "application/sql")
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(statement)));
    }

    private static Map<String, String> json(HttpResponse<String> answer) {
        return CommandLineHarness.flatten(answer.body());
    }

    /** Asks an operation until it has ended; each answer is a round trip, so this spins slowly. */
    private Map<String, String> ended(HttpResponse<String> accepted) {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        while (true) {
            Map<String, String> operation = json(server.get(location));
            if (Set.of("DONE", "FAILED").contains(String.valueOf(operation.get("state")))) {
                return operation;
            }
        }
    }

    @Test
    void aLogIsCreatedOnceAndServedLikeTheOthers() {
        HttpResponse<String> created =
                post("/v1/logs", "{\"name\":\"made\",\"partition\":\"hour\",\"hot\":\"2h\",\"warm\":\"1d\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("/v1/logs/made");
        assertThat(json(created))
                .containsEntry("partition", "hour")
                .containsEntry("hot", "2h")
                .containsEntry("head", "0");
        append("made", "m1", "a", 1);
        assertThat(json(server.get("/v1/logs/made"))).containsEntry("head", "1");
        assertThat(server.get("/v1/logs").body()).contains("\"name\" : \"made\"", "\"name\" : \"events\"");
        assertThat(server.get("/metrics").body()).contains("varve_log_head_position{log=\"made\"} 1.0");
        HttpResponse<String> again = post("/v1/logs", "{\"name\":\"made\"}");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again)).containsEntry("type", "/problems/log-exists");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name":"../etc"}                         | name
            {"name":"a","hot":"soon"}                 | hot
            {"name":"a","partition":"year"}           | partition
            {"name":"a","hot":"9d","warm":"1d"}       | warm
            {"nam":"a"}                               | nam
            {"name":true}                             | name
            {"name":"a","name":"b"}                   | name
            {}                                        | name
            """)
    void aLogThatCannotBeIsRefusedByTheMember(String body, String member) {
        HttpResponse<String> answer = post("/v1/logs", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer))
                .containsEntry("type", "/problems/invalid-parameter")
                .containsEntry("parameter", member);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1]", "{", "\"x\"", "{} {}"})
    void whatIsNoJsonObjectIsRefused(String body) {
        assertThat(post("/v1/logs", body).statusCode()).isEqualTo(400);
    }

    @Test
    void tiersAndPartitionsAreTold() {
        assertThat(json(server.get(EVENTS + "/tiers")))
                .containsEntry("head", "4")
                .containsEntry("tiers[0].tier", "HOT")
                .containsEntry("tiers[0].events", "4");
        assertThat(json(server.get(EVENTS + "/partitions")))
                .containsEntry("partitions.size", "4")
                .containsEntry("partitions[0].partition", "2026-01-01");
        assertThat(server.get("/v1/logs/nothing/tiers").statusCode()).isEqualTo(404);
        assertThat(server.get(EVENTS + "/tiers?x=1").statusCode()).isEqualTo(400);
    }

    @Test
    void movesArePlannedMadeAndShown() {
        post("/v1/logs", "{\"name\":\"moving\",\"hot\":\"0d\",\"warm\":\"1d\"}");
        append("moving", "1", "a", 1);
        now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
        append("moving", "2", "a", 2);
        String path = "/v1/logs/moving";
        HttpResponse<String> plan = post(path + "/migrations", "{\"dryRun\":true}");
        assertThat(plan.statusCode()).isEqualTo(200);
        assertThat(json(plan)).containsEntry("planned.size", "1").containsEntry("planned[0].to", "WARM");
        Map<String, String> done = ended(post(path + "/migrations", ""));
        assertThat(done)
                .containsEntry("state", "DONE")
                .containsEntry("kind", "migrate")
                .containsEntry("result.done.size", "1");
        assertThat(json(server.get(path + "/migrations")))
                .containsEntry("planned.size", "0")
                .containsEntry("waiting.size", "0")
                .containsEntry("runs[0].state", "DONE");

        Map<String, String> verified = ended(post(path + "/verify", "{\"tier\":\"warm\"}"));
        assertThat(verified)
                .containsEntry("result.sound", "true")
                .containsEntry("result.files", "1")
                .containsEntry("progress.unit", "files");
        Map<String, String> restored = ended(post(
                path + "/restore",
                "{\"partitions\":[\"" + done.get("result.done[0].partition") + "\"],\"for\":\"2d\"}"));
        assertThat(restored).containsEntry("result.alreadyWarm.size", "1");
        Map<String, String> failed = ended(post(path + "/restore", "{\"partitions\":[\"1999-01-01\"]}"));
        assertThat(failed).containsEntry("state", "FAILED");
        assertThat(failed.get("problem.detail")).contains("1999-01-01");
        assertThat(json(server.get(path + "/operations"))).containsEntry("operations.size", "4");
        assertThat(server.get(path + "/operations/nothing").statusCode()).isEqualTo(404);
        assertThat(server.get(EVENTS + "/operations/" + done.get("id")).statusCode())
                .as("an operation of another log")
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "migrations | {\"now\":\"2199-01-01\"} | now",
                "migrations | {\"dryrun\":true} | dryrun",
                "migrations | {\"dryRun\":\"yes\"} | dryRun",
                "verify | {\"tier\":\"lukewarm\"} | tier",
                "verify | {\"tier\":\"hot\",\"budget\":\"1GiB\"} | budget",
                "restore | {} | partitions",
                "restore | {\"partitions\":[\"2026-13-01\"]} | partitions",
                "restore | {\"partitions\":\"2026-01-01\"} | partitions",
                "snapshots | {\"projection\":\"total\",\"due\":true,\"subject\":\"a\"} | due",
                "snapshots | {} | projection",
            })
    void workThatCannotBeIsRefusedByTheMember(String path, String body, String member) {
        HttpResponse<String> answer = post(EVENTS + "/" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer)).containsEntry("parameter", member);
    }

    @Test
    void theStateOfAnAggregateIsToldAtAnyMoment() {
        String path = EVENTS + "/aggregates/J%C3%BCrgen%2F%E2%82%AC%20%25/state?projection=total";
        assertThat(json(server.get(path)))
                .containsEntry("subject", "Jürgen/€ %")
                .containsEntry("version", "3")
                .containsEntry("state.total", "10");
        assertThat(json(server.get(path + "&at-version=1"))).containsEntry("state.total", "3");
        assertThat(json(server.get(path + "&as-of=2026-01-03T00:00:00Z&explain=true")))
                .containsEntry("state.total", "3")
                .containsKey("explain.files");
        assertThat(server.get(path + "&at-version=99").statusCode()).isEqualTo(400);
        assertThat(server.get(path + "&at-version=1&as-of=2026-01-03").statusCode())
                .isEqualTo(400);
        assertThat(server.get(path + "&at-versoin=1").body()).contains("did you mean 'at-version'?");
        assertThat(server.get(EVENTS + "/aggregates/nobody/state?projection=total")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "totl, did you mean 'total'?",
        "../varve.yaml, there is no projection",
        "%2Fetc%2Fpasswd, there is no projection"
    })
    void aProjectionIsNamedAndNeverAFile(String name, String says) {
        HttpResponse<String> answer = server.get(EVENTS + "/aggregates/a/state?projection=" + name);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer)).containsEntry("type", "/problems/unknown-projection");
        assertThat(json(answer).get("detail")).contains(says);
    }

    @Test
    void snapshotsAreTakenListedAndDropped() {
        HttpResponse<String> one = post(EVENTS + "/snapshots", "{\"projection\":\"total\",\"subject\":\"Jürgen/€ %\"}");
        assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
        assertThat(ended(post(EVENTS + "/snapshots", "{\"projection\":\"total\"}")))
                .containsEntry("state", "DONE");
        assertThat(json(server.get(EVENTS + "/snapshots?projection=total")))
                .containsEntry("projections[0].snapshots", "1");
        HttpResponse<String> dropped =
                server.send(server.to(EVENTS + "/snapshots?projection=total").DELETE());
        assertThat(json(dropped)).containsEntry("dropped", "1");
    }

    @Test
    void questionsInSqlAreAnsweredInTheFormThatIsAccepted() {
        String statement = "SELECT count(*) AS n, max(subject) AS s FROM events";
        HttpResponse<String> asJson = sql(statement, "*/*");
        assertThat(asJson.statusCode()).as(asJson.body()).isEqualTo(200);
        assertThat(asJson.body()).isEqualTo("[\n{\"n\":4,\"s\":\"Jürgen/€ %\"}\n]\n");
        assertThat(sql(statement, "text/csv").body()).isEqualTo("n,s\n4,Jürgen/€ %\n");
        assertThat(sql(statement, "text/csv;q=0.1, application/x-ndjson").body())
                .isEqualTo("{\"n\":4,\"s\":\"Jürgen/€ %\"}\n");
        assertThat(sql(statement, "image/png").statusCode()).isEqualTo(406);
        assertThat(sql(statement, "text/plain").body().lines()).containsExactly("n  s", "4  Jürgen/€ %");
        assertThat(asJson.headers().firstValue("Varve-Read"))
                .hasValue("warm-files=0, cold-files=0, hot-events=4, skipped-files=0, folded-events=0");
    }

    @Test
    void theStatesOfAProjectionAreATable() {
        HttpResponse<String> states = sql(
                "SELECT e.subject, version, state->>'total' AS total FROM state_total JOIN events e USING (position, version)",
                "text/csv");
        assertThat(states.body()).isEqualTo("subject,version,total\nJürgen/€ %,3,10\n");
        assertThat(states.headers().firstValue("Varve-Read"))
                .hasValue("warm-files=0, cold-files=0, hot-events=4, skipped-files=0, folded-events=4");
        HttpResponse<String> before = server.send(server.to(EVENTS + "/sql?as-of=2020-01-01")
                .header("Content-Type", "application/sql")
                .header("Accept", "text/csv")
                .POST(BodyPublishers.ofString("SELECT count(*) AS n FROM state_total")));
        assertThat(before.body()).isEqualTo("n\n0\n");
        HttpResponse<String> unknown = sql("FROM state_totl", "text/csv");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body())
                .contains("/problems/invalid-query", "no table 'state_totl', only events, ", "state_total");
    }

    @Test
    void anAnswerInParquetIsAFileThatIsGoneAfterwards() throws Exception {
        HttpResponse<Path> answer = HttpClient.newHttpClient()
                .send(
                        server.to(EVENTS + "/sql")
                                .header("Content-Type", "application/sql")
                                .header("Accept", PARQUET)
                                .POST(BodyPublishers.ofString("SELECT position, subject FROM events ORDER BY 1"))
                                .build(),
                        HttpResponse.BodyHandlers.ofFile(Files.createTempFile("varve-", ".parquet")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PARQUET);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(Files.size(answer.body()));
        assertThat(answer.headers().firstValue("Varve-Read"))
                .hasValue("warm-files=0, cold-files=0, hot-events=4, skipped-files=0, folded-events=0");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows = statement.executeQuery("SELECT string_agg(subject || position, ' ' ORDER BY position)"
                        + " FROM '" + answer.body() + "'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).startsWith("Jürgen/€ %0 Jürgen/€ %1").endsWith("3");
        } finally {
            Files.delete(answer.body());
        }
        HttpResponse<String> refused = sql("SELECT no FROM events", PARQUET);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("/problems/invalid-query").doesNotContain("answer-");
        try (Stream<Path> left = Files.list(server.archive().log("events").temporaryDirectory())) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".parquet"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10, application/vnd.apache.parquet, 400",
        "10, text/plain, 200",
        "9, text/plain, 400",
        "10, text/csv, 400",
        "ten, text/plain, 400"
    })
    void theCellsOfATableAreCutWhereItIsAsked(String width, String accept, int status) {
        HttpResponse<String> answer = server.send(server.to(EVENTS + "/sql?cell-width=" + width)
                .header("Content-Type", "application/sql")
                .header("Accept", accept)
                .POST(BodyPublishers.ofString("SELECT repeat('x', 20) AS x")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(status == 200 ? "xxxxxxxxx…" : "cell-width");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELEC 1",
                "DROP TABLE events",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT 1; SELECT 2",
                "INSERT INTO events VALUES (1)",
                "' '",
            })
    void aStatementThatMayNotBeIsRefused(String statement) {
        HttpResponse<String> answer = sql(statement, "*/*");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer)).containsEntry("type", "/problems/invalid-query");
    }

    @Test
    void aRequestForWorkOrAStatementHasABound() {
        HttpResponse<String> work = post("/v1/logs", "{\"name\":\"" + "n".repeat(1 << 16) + "\"}");
        assertThat(work.statusCode()).as(work.body()).isEqualTo(413);
        assertThat(json(work)).containsEntry("maxBytes", "65536");
        HttpResponse<String> statement = sql("SELECT 1" + " ".repeat(1 << 18), "*/*");
        assertThat(statement.statusCode()).as(statement.body()).isEqualTo(413);
        assertThat(json(statement)).containsEntry("maxBytes", "262144");
    }

    @Test
    void theVersionIsTold() {
        assertThat(json(server.get("/version"))).containsKey("version");
    }
}
