package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.LineFormat;
import io.varve.query.arrow.ArrowEventWriter;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.TimeBasis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a log that lies in three tiers and stands still. */
final class EventRoutesTest {

    private static final String EVENTS = "/v1/logs/events/events";
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>; rel=\"next\"");

    @TempDir
    private static Path directory;

    private static ServedLog log;

    @BeforeAll
    static void open() {
        log = new ServedLog(directory.resolve("data"), Map.of());
        log.threeTiers(ServedLog.DATA);
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void printsAsTheCommandLineDoes() throws IOException {
        HttpResponse<String> answer = log.get(EVENTS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(answer.body()).isEqualTo(log.lines(ReplayRequest.all())).hasLineCount(30);
    }

    @Test
    void takesEveryFilterOfTheCommandLine() throws IOException {
        Instant since = Instant.parse("2026-01-02T00:00:00Z");
        long micros = Micros.of(since);
        check("?from=3&to=22", ReplayRequest.all().withPositions(3, 22));
        check("?subject=account-1", ReplayRequest.all().withSubject(new AggregateId("account-1")));
        check("?type=Opened,Withdrawn", ReplayRequest.all().withTypes(Set.of("Opened", "Withdrawn")));
        check("?since=2026-01-02", ReplayRequest.all().withTimes(TimeBasis.RECORDED, micros, Long.MAX_VALUE));
        check("?until=" + since, ReplayRequest.all().withTimes(TimeBasis.RECORDED, Long.MIN_VALUE, micros));
        check(
                "?by=time&until=2026-03-12T07:59:45Z",
                ReplayRequest.all()
                        .withTimes(
                                TimeBasis.BUSINESS, Long.MIN_VALUE, Micros.of(Instant.parse("2026-03-12T07:59:45Z"))));
        check("?order=aggregate", ReplayRequest.all().withOrder(ReplayOrder.AGGREGATE));
        check("?from=40", ReplayRequest.all().withPositions(40, Long.MAX_VALUE));
    }

    private static void check(String query, ReplayRequest request) throws IOException {
        HttpResponse<String> answer = log.get(EVENTS + query);
        assertThat(answer.statusCode()).as(query).isEqualTo(200);
        assertThat(answer.body()).as(query).isEqualTo(log.lines(request));
    }

    @Test
    void answersInTheFormThatIsAccepted() throws IOException {
        String batch =
                log.get(EVENTS, "Accept", "application/cloudevents-batch+json").body();
        String lines = log.lines(ReplayRequest.all(), LineFormat.CLOUDEVENTS);
        assertThat(batch).isEqualTo("[" + lines.strip().replace("\n", "\n,") + "\n]\n");

        String stream = log.get(EVENTS + "?to=2", "Accept", "text/event-stream").body();
        String[] two = log.lines(ReplayRequest.all().withPositions(0, 2)).split("\n", -1);
        assertThat(stream).isEqualTo("id: 0\ndata: " + two[0] + "\n\nid: 1\ndata: " + two[1] + "\n\n");

        assertThat(log.get(EVENTS, "Accept", "text/html;q=0.9, application/x-ndjson;q=0.5, */*;q=0.1")
                        .body())
                .isEqualTo(log.lines(ReplayRequest.all()));
        HttpResponse<String> refused = log.get(EVENTS, "Accept", "image/png");
        assertThat(refused.statusCode()).isEqualTo(406);
        assertThat(refused.body()).contains("application/x-ndjson", "application/vnd.apache.arrow.stream");
    }

    @Test
    void answersInArrow() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (ArrowEventWriter writer = new ArrowEventWriter(expected)) {
            for (RecordedEvent event : log.events(ReplayRequest.all())) {
                writer.write(event);
            }
            writer.finish();
        }
        try (var body = java.net.http.HttpClient.newHttpClient()
                .send(
                        log.server()
                                .to(EVENTS)
                                .header("Accept", "application/vnd.apache.arrow.stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertThat(body.readAllBytes()).isEqualTo(expected.toByteArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"application/x-ndjson, 7", "application/cloudevents-batch+json, 10", "application/x-ndjson, 30"})
    void pagesByPosition(String form, int limit) {
        int pages = 0;
        StringBuilder ids = new StringBuilder();
        String path = EVENTS + "?limit=" + limit + "&type=" + "Opened,Deposited,Withdrawn";
        while (path != null) {
            HttpResponse<String> page = log.get(path, "Accept", form);
            assertThat(page.statusCode()).isEqualTo(200);
            Matcher id = Pattern.compile("\"id\":\"id-([0-9]+)\"").matcher(page.body());
            while (id.find()) {
                ids.append(id.group(1)).append(' ');
            }
            pages++;
            path = next(page);
        }
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            expected.append(i).append(' ');
        }
        assertThat(ids).hasToString(expected.toString());
        assertThat(pages).isEqualTo(30 / limit + 1);
    }

    private static @org.jspecify.annotations.Nullable String next(HttpResponse<String> page) {
        String link = page.headers().firstValue("Link").orElse("");
        Matcher next = NEXT.matcher(link);
        return next.matches() ? next.group(1) : null;
    }

    @Test
    void aPageThatEndsAtTheGivenEndIsTheLast() {
        assertThat(next(log.get(EVENTS + "?limit=5&to=5"))).isNull();
        assertThat(next(log.get(EVENTS + "?limit=5&to=6"))).isEqualTo(EVENTS + "?limit=5&to=6&from=5");
    }

    @Test
    void aLongAddressHasANextPageToo() {
        String many = "Opened" + ("," + "x".repeat(98)).repeat(300);
        assertThat(next(log.get(EVENTS + "?limit=1&type=" + many))).endsWith("&from=1");
    }

    @Test
    void aStreamEndsAfterTheMostThatIsWanted() {
        String all = log.get(EVENTS).body();
        String three = String.join("\n", all.lines().limit(3).toList()) + "\n";
        assertThat(log.get(EVENTS + "?most=3").body()).isEqualTo(three);
        assertThat(log.get(EVENTS + "?most=3&follow=true").body()).isEqualTo(three);
        assertThat(log.get(EVENTS + "?most=0").body()).isEmpty();
        assertThat(log.get(EVENTS + "?most=0&follow=true").body()).isEmpty();
        assertThat(log.get(EVENTS + "?most=1000").body()).isEqualTo(all);
        assertThat(log.get(EVENTS + "?to=20&most=3").headers().firstValue("ETag"))
                .as("another answer")
                .isNotEqualTo(log.get(EVENTS + "?to=20").headers().firstValue("ETag"));
    }

    @Test
    void whatIsClosedNeverChanges() {
        for (String closed : new String[] {"?to=20", "?limit=10&from=3", "?to=30&order=aggregate", "?to=20&most=3"}) {
            HttpResponse<String> first = log.get(EVENTS + closed);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> again = log.get(EVENTS + closed, "If-None-Match", "\"other\", W/" + tag);
            assertThat(again.statusCode()).as(closed).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).hasValue(tag);
            assertThat(log.get(EVENTS + closed, "If-None-Match", "\"other\"").body())
                    .isEqualTo(first.body());
            assertThat(log.get(EVENTS + closed, "If-None-Match", tag, "Accept", "application/cloudevents+ndjson")
                            .statusCode())
                    .as("another form")
                    .isEqualTo(200);
            assertThat(log.get(EVENTS + closed + "&type=Opened", "If-None-Match", tag)
                            .statusCode())
                    .as("other events")
                    .isEqualTo(200);
        }
        for (String open : new String[] {"", "?from=3", "?to=31", "?limit=31"}) {
            assertThat(log.get(EVENTS + open).headers().firstValue("ETag"))
                    .as(open)
                    .isEmpty();
        }
    }

    @Test
    void tagsOutliveAStartWhereThePositionsDo() throws IOException {
        String closed = EVENTS + "?limit=10";
        String tag = log.get(closed).headers().firstValue("ETag").orElseThrow();
        log.restart();
        assertThat(log.get(closed, "If-None-Match", tag).statusCode()).isEqualTo(304);

        Map<String, String> careless = Map.of("VARVE_APPEND_DURABILITY", "process");
        try (ServedLog other = new ServedLog(directory.resolve("careless"), careless)) {
            other.append(10);
            String lax = other.get(closed).headers().firstValue("ETag").orElseThrow();
            assertThat(other.get(closed, "If-None-Match", lax).statusCode()).isEqualTo(304);
            other.restart();
            assertThat(other.get(closed, "If-None-Match", lax).statusCode())
                    .as("a loss of power may have lain between")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?from=-1",
                "?from=x",
                "?from=9&to=8",
                "?from=1&from=2",
                "?since=yesterday",
                "?since=2026-02-01&until=2026-01-01",
                "?by=both",
                "?order=sideways",
                "?order=aggregate&limit=3",
                "?order=aggregate&follow=true",
                "?follow=maybe",
                "?follow=true&limit=3",
                "?limit=0",
                "?most=-1",
                "?most=3&limit=3",
                "?limit=10001",
                "?type=A,,B",
                "?tpye=A",
            })
    void refusesWithAWordOnWhatToChange(String query) {
        HttpResponse<String> answer = log.get(EVENTS + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"/problems/invalid-parameter\"", "\"parameter\":");
    }

    @Test
    void refusesFormsThatCannotGoOnForEver() {
        for (String form : new String[] {
            "application/vnd.apache.arrow.stream",
            "application/vnd.apache.parquet",
            "application/cloudevents-batch+json"
        }) {
            HttpResponse<String> answer = log.get(EVENTS + "?follow=true", "Accept", form);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("never ends", "text/event-stream");
        }
        assertThat(log.get(EVENTS, "Accept", "text/event-stream", "Last-Event-ID", "7x")
                        .statusCode())
                .isEqualTo(400);
        assertThat(log.get("/v1/logs/nowhere/events").statusCode()).isEqualTo(404);
    }

    @Test
    void aReaderThatComesBackByItsLastPositionMissesNothing() {
        HttpResponse<String> aggregates = log.get(EVENTS + "?order=aggregate", "Accept", "text/event-stream");
        assertThat(aggregates.statusCode())
                .as("positions go up and down there: behind the last one lies not all that is missing")
                .isEqualTo(400);
        assertThat(aggregates.body()).contains("\"parameter\":\"order\"", "application/x-ndjson");
        String rest = log.get(EVENTS, "Accept", "text/event-stream", "Last-Event-ID", "27")
                .body();
        assertThat(rest).startsWith("id: 28\n").contains("id: 29\n").doesNotContain("id: 27\n");
    }

    @Test
    void anAggregateThatIsNotKnownIsNoEmptyOne() {
        HttpResponse<String> answer = log.get("/v1/logs/events/aggregates/nobody/events");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no event of an aggregate 'nobody'");
        assertThat(log.get("/v1/logs/events/aggregates/account-1/events?subject=account-2")
                        .statusCode())
                .isEqualTo(400);
    }
}
