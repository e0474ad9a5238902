package io.varve.server.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.Event;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.ServerHarness;
import io.varve.tiering.migration.MigrationListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The console in a real browser, over a log of all three tiers. */
final class ConsoleTest {

    private static final String PROJECTION = """
            name: balance
            version: 1
            initial: { balance: 0.0, count: 0 }
            on:
              MoneyDeposited: { balance: state.balance + event.data.amount, count: state.count + 1 }
              MoneyWithdrawn: { balance: state.balance - event.data.amount, count: state.count + 1 }
            """;

    private static final int DAYS = 150;
    private static final int EVENTS_A_DAY = 2;
    private static final Instant BEGIN = Instant.parse("2026-01-01T09:00:00Z");

    @TempDir
    static Path directory;

    private static Instant now = BEGIN;
    private static @Nullable OpenConsole opened;

    @BeforeAll
    static void open() throws IOException {
        opened = new OpenConsole(directory, "balance", PROJECTION, () -> now);
        ArchiveLog log = server().archive().log("events");
        int number = 0;
        for (int day = 0; day < DAYS; day++) {
            now = BEGIN.plus(Duration.ofDays(day));
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < EVENTS_A_DAY; i++, number++) {
                events.add(Event.json(
                        "e-" + number,
                        "/console",
                        "account-" + number % 7,
                        number % 5 == 4 ? "MoneyWithdrawn" : "MoneyDeposited",
                        "{\"amount\":" + (number % 9 + 1) + ".5}"));
            }
            log.appender().append(AppendRequest.of(events));
        }
        log.migrator().migrate(now, MigrationListener.SILENT, false);
    }

    @AfterAll
    static void close() {
        if (opened != null) {
            opened.close();
        }
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

    private static void visit(String page) {
        console().visit(page);
    }

    @Test
    void whatIsReadIsShownBesideWhatComesIn() {
        visit("strata");
        browser().until("it is measured what is read", () -> {
            server().get("/v1/logs/events/events?limit=300");
            return browser().text("#rates-now").matches("0 events/s in, [1-9]\\d* events/s read");
        });
    }

    @ParameterizedTest
    @CsvSource({"desktop,1280,900,false", "phone,390,844,false", "night,1280,900,true"})
    void everyPageIsSound(String name, int width, int height, boolean isDark) throws IOException {
        browser().width(width, height);
        browser().dark(isDark);
        visit("strata");
        browser()
                .until(
                        "partitions are drawn",
                        () -> browser().all("#picture .bar-of").size() > 100);
        browser().until("rates are drawn", () -> !browser().all("#rates canvas").isEmpty());
        browser().picture(name + "-strata");
        browser().assertSound("strata");

        visit("events");
        browser()
                .until(
                        "events are listed",
                        () -> browser().all("#found tbody tr").size() == 50);
        browser().picture(name + "-events");
        browser().assertSound("events");

        visit("aggregate?subject=account-3");
        browser().until("a state is shown", () -> browser().text("#state").contains("balance"));
        browser().picture(name + "-aggregate");
        browser().assertSound("aggregate");

        visit("sql");
        browser().one("#query button[type=submit]").click();
        browser().until("rows are shown", () -> browser().all("#rows tbody tr").size() == 2);
        browser().picture(name + "-sql");
        browser().assertSound("sql");
        assertThat(browser().all("#drawn canvas")).hasSize(1);

        visit("moves");
        browser().until("what waits is told", () -> browser().text("#waiting").contains("Nothing waits"));
        browser().picture(name + "-moves");
        browser().assertSound("moves");
    }

    @Test
    void theStrataTellWhereEachPartitionLiesAndGoes() {
        browser().width(1280, 900);
        visit("strata");
        browser().until("tiers are told", () -> browser().all("#tiers .card").size() == 3);
        assertThat(browser().text("#tiers .HOT")).contains("hot").containsPattern("partitions\\s+31");
        assertThat(browser().text("#tiers .COLD")).containsPattern("partitions\\s+59");
        browser().until("partitions are told", () -> browser().text("#picked").contains("hot: positions"));
        browser().one("#pick").sendKeys(Keys.HOME);
        assertThat(browser().text("#picked"))
                .startsWith("2026-01-01, cold: positions 0 to 1, 2 events")
                .contains("stays for ever");
        browser().one("#pick").sendKeys(Keys.ARROW_RIGHT);
        assertThat(browser().text("#picked")).startsWith("2026-01-02, cold");
        assertThat(browser().text("#next")).contains("2026-03-01").contains("cold");
    }

    @Test
    void eventsArePagedThroughAllTiers() {
        browser().width(1280, 900);
        visit("events");
        List<Long> positions = new ArrayList<>();
        List<String> tiers = new ArrayList<>();
        for (int page = 0; page < DAYS * EVENTS_A_DAY / 50; page++) {
            String first = "positions " + page * 50 + " to";
            browser().until("page " + page, () -> browser().text("#range").startsWith(first));
            browser()
                    .all("#found tbody tr td:first-child")
                    .forEach(cell -> positions.add(Long.parseLong(cell.getText())));
            browser().all("#found tbody tr td:nth-child(2)").forEach(cell -> tiers.add(cell.getText()));
            browser().one("#further").click();
        }
        assertThat(positions)
                .isEqualTo(LongStream.range(0, DAYS * EVENTS_A_DAY).boxed().toList());
        assertThat(tiers).startsWith("cold").contains("warm").endsWith("hot");
    }

    @Test
    void whatDoesNotMatchIsLeftOutAndWhatIsWrongIsTold() {
        browser().width(1280, 900);
        visit("events");
        browser()
                .until(
                        "events are listed",
                        () -> browser().all("#found tbody tr").size() == 50);
        browser().one("#filters [name=subject]").sendKeys("account-3", Keys.ENTER);
        browser()
                .until(
                        "those of one aggregate",
                        () -> browser().all("#found tbody tr").size() == 43);
        browser().one("#filters [name=since]").sendKeys("yesterday", Keys.ENTER);
        browser().until("the refusal is told", () -> browser().text("#trouble").contains("since"));
    }

    @Test
    void aStateIsShownAtAnyMoment() {
        browser().width(1280, 900);
        visit("aggregate?subject=account-3");
        browser().until("the newest state", () -> browser().text("#state").contains("\"count\": 43"));
        browser().one("#moment").sendKeys(Keys.HOME);
        browser().until("the first state", () -> browser().text("#state").contains("\"count\": 1"));
        assertThat(browser().text("#state")).contains("\"balance\": 4.5");
        assertThat(browser().text("#moment-text"))
                .startsWith("version 0 of 42, position 3, recorded 2026-01-02 09:00:00");
        assertThat(browser().text("#made")).contains("\"id\": \"e-3\"");
        browser().one("#moment").sendKeys(Keys.ARROW_RIGHT);
        browser().until("the second state", () -> browser().text("#state").contains("\"count\": 2"));
    }

    @Test
    void whatWouldMoveIsToldAndWorkIsWatched() {
        browser().width(1280, 900);
        visit("moves");
        Instant before = now;
        now = before.plus(Duration.ofDays(1));
        browser().one("#plan").click();
        browser()
                .until(
                        "the plan",
                        () -> browser().text("#started").equals("would move 2026-04-30 to warm, 2026-03-01 to cold"));
        now = before;
        browser().one("#migrate").click();
        browser().until("the run", () -> browser().text("#operations").contains("migrate done"));
        browser().one("#verify").click();
        browser().until("the check", () -> browser().text("#operations").contains("verify done"));
    }

    @Test
    void aSelectThatFailsIsTold() {
        browser().width(1280, 900);
        visit("sql");
        browser().one("#statement").clear();
        browser().one("#statement").sendKeys("SELECT nosuch FROM events");
        browser().one("#query button[type=submit]").click();
        browser().until("the failure", () -> browser().text("#trouble").contains("nosuch"));
    }
}
