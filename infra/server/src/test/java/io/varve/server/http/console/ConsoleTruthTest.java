package io.varve.server.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.Event;
import io.varve.server.access.ApiKeys;
import io.varve.server.access.Grant;
import io.varve.server.http.ServerHarness;
import io.varve.tiering.migration.MigrationListener;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What the console says is so, also of what is large, odd, late or refused. */
final class ConsoleTruthTest {

    private static final String PROJECTION = """
            name: amounts
            version: 1
            initial: { sum: 0.0 }
            on:
              Added: { sum: state.sum + event.data.amount }
            """;

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    static Path directory;

    private static @Nullable OpenConsole opened;

    @BeforeAll
    static void open() throws IOException {
        opened = new OpenConsole(directory, "amounts", PROJECTION, () -> NOW);
        append("events", 3, i -> Event.json("e-" + i, "/console", "account", "Added", "{\"amount\":1}"));
        log("other");
    }

    @AfterAll
    static void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @BeforeEach
    void begin() {
        browser().width(1280, 900);
        choose("events");
    }

    private static OpenConsole console() {
        if (opened == null) {
            throw new IllegalStateException("not open");
        }
        return opened;
    }

    private static ServerHarness server() {
        return console().server();
    }

    private static Browser browser() {
        return console().browser();
    }

    private static void log(String name) {
        assertThat(server().send(server().to("/v1/logs")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}")))
                        .statusCode())
                .isEqualTo(201);
    }

    private static void append(String log, int count, IntFunction<Event> event) {
        server().archive()
                .log(log)
                .appender()
                .append(AppendRequest.of(
                        IntStream.range(0, count).mapToObj(event).toList()));
    }

    private static void visit(String page) {
        console().visit(page);
    }

    /** Has the page begin with this log. */
    private static void choose(String log) {
        browser().open(server().uri("/console/varve.svg"));
        browser().run("sessionStorage.clear(); sessionStorage.setItem('varve-log', arguments[0])", log);
    }

    /** Chooses another log on the page. */
    private static void change(String log) {
        browser()
                .run(
                        "const log = document.getElementById('log'); log.value = arguments[0];"
                                + " log.dispatchEvent(new Event('change'))",
                        log);
    }

    private static void ask(String statement) {
        browser()
                .run(
                        "document.getElementById('statement').value = arguments[0];"
                                + " document.getElementById('query').requestSubmit()",
                        statement);
    }

    @Test
    void aPageThatEndsEarlyForItsSizeHasANext() {
        log("large");
        String text = "x".repeat(1_000_000);
        for (int i = 0; i < 12; i++) {
            String id = "l-" + i;
            append(
                    "large",
                    1,
                    one -> Event.json(id, "/console", "large", "Added", "{\"amount\":1,\"text\":\"" + text + "\"}"));
        }
        choose("large");
        visit("events");
        browser().until("a page of 8 MiB", () -> browser().text("#range").equals("positions 0 to 8"));
        assertThat(browser().one("#further").isEnabled()).isTrue();
        browser().one("#further").click();
        browser().until("the rest", () -> browser().text("#range").equals("positions 9 to 11"));
        assertThat(browser().one("#further").isEnabled()).isFalse();
        visit("aggregate?subject=large");
        browser().until("the newest state", () -> browser().text("#state").contains("\"sum\": 12"));
        assertThat(browser().text("#moment-text")).startsWith("version 11 of 11, position 11,");
    }

    @Test
    void anAggregateOfManyEventsIsShownToItsLast() {
        log("long");
        append("long", 10_050, i -> Event.json("e-" + i, "/console", "long", "Added", "{\"amount\":1}"));
        choose("long");
        visit("aggregate?subject=long");
        browser().until("the newest state", () -> browser().text("#state").contains("\"sum\": 10050"));
        assertThat(browser().text("#moment-text")).startsWith("version 10,049 of 10,049, position 10,049,");
        assertThat(browser().text("#line caption")).isEqualTo("The last 200 of 10,050 events");
    }

    @Test
    void numbersAreShownToTheirLastDigit() {
        log("numbers");
        append(
                "numbers",
                1,
                i -> Event.json("n", "/console", "numbers", "Noted", "{\"n\":12345678901234567890,\"f\":1.0}"));
        choose("numbers");
        visit("aggregate?subject=numbers");
        browser().until("the event", () -> browser().text("#made").contains("\"n\": 12345678901234567890"));
        assertThat(browser().text("#made")).contains("\"f\": 1.0").contains("\"version\": 0");
        assertThat(browser().text("#line td.data")).isEqualTo("{\"n\":12345678901234567890,\"f\":1.0}");
        visit("sql");
        ask(
                "SELECT 9007199254740993 AS a, 123456789012345678901234567890::HUGEINT AS b, 90071992547409931.25::DECIMAL(38,2) AS c");
        browser().until("the row", () -> !browser().all("#rows td").isEmpty());
        assertThat(browser().all("#rows td.number"))
                .extracting(WebElement::getText)
                .containsExactly("9007199254740993", "123456789012345678901234567890", "90071992547409931.25");
    }

    @Test
    void anAggregateOfOneLogIsNotShownForAnother() {
        visit("aggregate?subject=account");
        browser().until("a state", () -> browser().text("#state").contains("\"sum\": 3"));
        browser().run("location.hash = '#aggregate'");
        change("other");
        browser()
                .until(
                        "nothing of the first log is left",
                        () -> !browser().one("#life").isDisplayed());
    }

    @Test
    void aStateThatIsRefusedLeavesNoOtherInItsPlace() {
        append("events", 2, i -> Event.json("b-" + i, "/console", "broken", "Added", i == 0 ? "{\"amount\":1}" : "{}"));
        visit("aggregate?subject=broken");
        browser().until("the refusal", () -> browser().text("#trouble").contains("amount"));
        assertThat(browser().text("#state")).isEmpty();
        browser().one("#moment").sendKeys(Keys.HOME);
        browser().until("the first state", () -> browser().text("#state").contains("\"sum\": 1"));
        browser().one("#moment").sendKeys(Keys.END);
        browser().until("the refusal", () -> browser().text("#trouble").contains("amount"));
        assertThat(browser().text("#moment-text")).startsWith("version 1 of 1");
        assertThat(browser().text("#state")).isEmpty();
    }

    @Test
    void anIdOfDotsIsAskedForByNoOtherAddress() {
        log("dots");
        append("dots", 3, i -> Event.json("d-" + i, "/console", i == 2 ? "other" : "..", "Added", "{\"amount\":1}"));
        choose("dots");
        visit("aggregate?subject=..");
        browser().until("its events", () -> browser().all("#line tbody tr").size() == 2);
        browser()
                .until(
                        "that no state can be asked for",
                        () -> browser().text("#state").contains("'..'"));
        assertThat(browser().text("#moment-text")).startsWith("version 1 of 1, position 1,");
    }

    @Test
    void aRefusalStaysUntilSomethingElseIsAsked() {
        visit("moves");
        browser().until("the page", () -> browser().text("#waiting").contains("Nothing waits"));
        browser()
                .run("const real = fetch; window.asked = 0; window.fetch = (path, options) => {"
                        + " if (options?.method === 'POST') { return Promise.resolve(new Response("
                        + "'{\"detail\":\"no disk\"}', { status: 503 })); }"
                        + " if (path.endsWith('/operations')) { window.asked++; } return real(path, options); }");
        browser().one("#migrate").click();
        browser().until("the refusal", () -> browser().text("#trouble").contains("no disk"));
        // with the second time it is asked for, what came of the first is shown
        browser().until("the page was made fresh", () -> (Long) browser().run("return window.asked") > 1);
        assertThat(browser().text("#trouble")).contains("no disk");
    }

    @Test
    void whatIsRefusedWhenThePageBeginsIsTold() {
        visit("aggregate?subject=nobody");
        browser().until("the refusal", () -> browser().text("#trouble").contains("'nobody'"));
    }

    @Test
    void aChartIsOfTheTimesOfTheAnswerWhereverItIsLookedAt() {
        browser().timeZone("America/New_York");
        visit("sql");
        browser()
                .run("const real = uPlot; window.uPlot = Object.assign(function (options, data, place) {"
                        + " window.drawn = data; return new real(options, data, place); }, real)");
        ask("SELECT TIMESTAMP '2026-01-31 12:00:00' AS t, 1 AS n UNION ALL SELECT TIMESTAMP '2026-01-31 13:00:00', 2");
        browser().until("a chart", () -> !browser().all("#drawn canvas").isEmpty());
        assertThat(browser().run("return new Date(window.drawn[0][0] * 1000).toISOString()"))
                .isEqualTo("2026-01-31T12:00:00.000Z");
        browser().timeZone("");
    }

    @Test
    void aGroupWithoutANameIsDrawnAsTheOthers() {
        visit("sql");
        browser()
                .run("window.failures = []; addEventListener('error', (event) => window.failures.push(event.message))");
        ask("SELECT * FROM (VALUES (NULL, 1), (100, 2), (7, 3)) AS t (g, n)");
        browser().until("a chart", () -> browser().all("#drawn canvas").size() == 1);
        browser().run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        assertThat(browser().run("return window.failures")).isEqualTo(List.of());
    }

    @Test
    void columnsStandInTheOrderOfTheSelect() {
        visit("sql");
        ask("SELECT 'a \"quoted\": {x}' AS kind, 3 AS \"2025\", {'k': 1} AS \"a \"\"b\"\"\", 4 AS \"2024\"");
        browser().until("the row", () -> !browser().all("#rows td").isEmpty());
        assertThat(browser().all("#rows th"))
                .extracting(WebElement::getText)
                .containsExactly("kind", "2025", "a \"b\"", "2024");
    }

    @Test
    void rowsOfAnotherStatementOrLogDoNotStay() {
        visit("sql");
        ask("SELECT 'one' AS first, 5 AS n UNION ALL SELECT 'two', 6");
        browser().until("a chart", () -> browser().all("#drawn canvas").size() == 1);
        ask("SELECT nosuch FROM events");
        browser().until("the failure", () -> browser().text("#ran").equals("failed"));
        assertThat(browser().text("#rows")).isEmpty();
        assertThat(browser().all("#drawn canvas")).isEmpty();
        ask("SELECT 'one' AS first");
        browser().until("a row", () -> browser().all("#rows td").size() == 1);
        change("other");
        browser().until("no row of the first log", () -> browser().text("#rows").isEmpty());
    }

    @Test
    void aQueryInPlaceOfAnotherRuns() {
        visit("sql");
        browser()
                .run("window.fetch = (path, { signal } = {}) => new Promise((_, fail) =>"
                        + " signal?.addEventListener('abort', () => fail(signal.reason)))");
        ask("SELECT 1");
        ask("SELECT 2");
        browser().run("return new Promise((done) => setTimeout(done))");
        assertThat(browser().text("#ran")).isEqualTo("running");
        browser().one("#stop").click();
        browser().until("it stops", () -> browser().text("#ran").equals("stopped"));
    }

    @Test
    void whoMayReadOneLogIsToldWhatComesIn() throws IOException {
        Path data = directory.resolve("guarded");
        Files.createDirectories(data);
        String key = new ApiKeys(data.resolve(ApiKeys.FILE_NAME)).add("one", Set.of(Grant.parse("reader:events")));
        try (ServerHarness guarded = new ServerHarness(data, () -> NOW, Map.of("VARVE_ACCESS_REQUIRED", "true"))) {
            guarded.authorize(new ApiKeys(data.resolve(ApiKeys.FILE_NAME)).add("all", Set.of(Grant.parse("reader"))));
            browser().open(guarded.uri("/"));
            browser()
                    .until(
                            "a key is asked for",
                            () -> browser().one("#key-form").isDisplayed());
            browser().one("#key-form input").sendKeys(key + "\n");
            browser().until("what comes in", () -> browser().text("#rates-now").matches("0 events/s in"));
            assertThat(browser().one("#trouble").isDisplayed()).isFalse();
        }
    }

    @Test
    void aServerThatBeganAnewHasReadNothingLessThanNothing() {
        visit("strata");
        browser()
                .run("const real = fetch; let read = 1000; window.fetch = async (path, options) =>"
                        + " path === '/metrics' ? new Response('varve_read_events_total{log=\"events\",tier=\"hot\"} '"
                        + " + (read = read > 0 ? 0 : 7)) : real(path, options)");
        browser().until("it was measured", () -> !browser().text("#rates-now").equals("measuring"));
        List<String> seen = new ArrayList<>();
        browser().until("it is measured again", () -> {
            seen.add(browser().text("#rates-now"));
            return seen.get(seen.size() - 1).matches(".* [12] events/s read");
        });
        assertThat(seen).noneMatch(text -> text.contains("-"));
    }

    @Test
    void whoSkipsToThePageStaysOnIt() {
        visit("events");
        browser()
                .until(
                        "events are listed",
                        () -> !browser().all("#found tbody tr").isEmpty());
        browser().run("document.querySelector('.skip').focus()"); // as the first Tab does: it is not seen before
        browser().press(Keys.ENTER);
        browser()
                .until(
                        "the page has the focus",
                        () -> browser().run("return document.activeElement.id").equals("page"));
        assertThat(browser().one("#events").isDisplayed()).isTrue();
        assertThat(browser().one("#strata").isDisplayed()).isFalse();
    }

    @Test
    void whatAVerificationFoundIsTold() throws IOException {
        log("damaged");
        server().send(server().to("/v1/logs/damaged/load?source=history")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/console\",\"subject\":\"a\",\"type\":\"Added\","
                                + "\"time\":\"2026-04-15T09:00:00Z\",\"data\":{\"amount\":1}}\n")));
        server().archive().log("damaged").migrator().migrate(NOW, MigrationListener.SILENT, false);
        try (Stream<Path> files = Files.walk(directory.resolve("data/logs/damaged/warm"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        choose("damaged");
        visit("moves");
        browser().one("#verify").click();
        browser().until("the end", () -> browser().text("#operations").contains("verify done"));
        assertThat(browser().text("#operations td.failed")).startsWith("1 finding: 2026-04-15, warm: ");
    }

    @Test
    void aPlanOfAnotherLogDoesNotStay() {
        visit("moves");
        browser().one("#plan").click();
        browser().until("the plan", () -> browser().text("#started").equals("nothing is due"));
        change("other");
        browser().until("no plan", () -> browser().text("#started").isEmpty());
    }

    @Test
    void aKeyThatCannotBeSentIsAskedForAgain() throws IOException {
        Path data = directory.resolve("locked");
        Files.createDirectories(data);
        String key = new ApiKeys(data.resolve(ApiKeys.FILE_NAME)).add("all", Set.of(Grant.parse("reader")));
        try (ServerHarness locked = new ServerHarness(data, () -> NOW, Map.of("VARVE_ACCESS_REQUIRED", "true"))) {
            locked.authorize(key);
            browser().open(locked.uri("/"));
            browser()
                    .until(
                            "a key is asked for",
                            () -> browser().one("#key-form").isDisplayed());
            browser().one("#key-form input").sendKeys("k\u20acy\n");
            browser().until("it is no key", () -> browser().text("#trouble").startsWith("a key has letters"));
            assertThat(browser().one("#key-form").isDisplayed()).isTrue();
            browser().one("#key-form input").sendKeys(key + "\n");
            browser().until("the page", () -> browser().all("#tiers .card").size() == 3);
            assertThat(browser().one("#key-form").isDisplayed()).isFalse();
        }
    }

    @Test
    void theNextPageIsOfWhatIsShown() {
        log("pages");
        append("pages", 60, i -> Event.json("p-" + i, "/console", "a-" + i % 2, i < 30 ? "Early" : "Added", "{}"));
        choose("pages");
        visit("events");
        browser().until("a page", () -> browser().text("#range").equals("positions 0 to 49"));
        browser().one("#filters [name=type]").sendKeys("Early");
        browser().one("#further").click();
        browser()
                .until(
                        "the rest of what was shown",
                        () -> browser().text("#range").equals("positions 50 to 59"));
        browser().one("#filters [name=type]").sendKeys(Keys.ENTER);
        browser().until("what is asked for", () -> browser().text("#range").equals("positions 0 to 29"));
    }

    @Test
    void aServerThatIsGoneIsToldAsThat() throws IOException {
        Path data = directory.resolve("gone");
        Files.createDirectories(data);
        ServerHarness gone = new ServerHarness(data, () -> NOW, Map.of());
        try {
            browser().open(gone.uri("/"));
            browser().until("the page", () -> browser().all("#tiers .card").size() == 3);
        } finally {
            gone.end();
        }
        browser().until("that it is gone", () -> browser().text("#trouble").startsWith("the server does not answer"));
        browser().until("its health", () -> browser().text("#health").equals("no answer"));
    }

    @Test
    void whatStaysTheSameIsNotSaidAgain() {
        visit("strata");
        browser().until("a partition", () -> browser().text("#picked").startsWith("2026-06-01, hot"));
        browser()
                .run(
                        "window.said = []; window.asked = 0; const real = fetch; window.fetch = (path, options) => {"
                                + " if (path === '/metrics') { window.asked++; } return real(path, options); };"
                                + " for (const id of ['picked', 'health']) { new MutationObserver(() => window.said.push(id))"
                                + ".observe(document.getElementById(id), { childList: true, characterData: true, subtree: true }); }");
        browser().until("the page was made fresh", () -> (Long) browser().run("return window.asked") > 0);
        assertThat(browser().run("return window.said")).isEqualTo(List.of());
    }
}
