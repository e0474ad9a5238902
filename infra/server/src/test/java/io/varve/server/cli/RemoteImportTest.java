package io.varve.server.cli;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.EventAppender;
import io.varve.server.access.ApiKeys;
import io.varve.server.access.Grant;
import io.varve.server.cli.CommandLineHarness.Answer;
import io.varve.server.http.ServerHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports into the log of a server that is busy, refuses, or is cut off from its client. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RemoteImportTest {

    private static final String BUSY = "{\"type\":\"/problems/queue-full\",\"title\":\"t\",\"status\":429,"
            + "\"detail\":\"too much is waiting\"}";

    @TempDir
    Path temporary;

    private CommandLineHarness varve;
    private ServerHarness server;
    private BadNetwork network;

    @BeforeEach
    void open() throws IOException {
        varve = new CommandLineHarness(temporary.resolve("unused"), "2026-06-01T12:00:00Z");
        serve(Map.of());
    }

    private void serve(Map<String, String> environment) throws IOException {
        server = new ServerHarness(temporary.resolve("served"), varve::now, environment);
        network = new BadNetwork(server.port());
        varve.environment.put("VARVE_URL", network.url());
    }

    private void serveAgain(Map<String, String> environment) throws IOException {
        close();
        serve(environment);
    }

    @AfterEach
    void close() {
        network.close();
        server.close();
    }

    private Path file(int events) {
        return varve.file("events.ndjson", lines(events));
    }

    private static String[] lines(int events) {
        String[] lines = new String[events];
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < events; i++) {
            lines[i] = event("e" + i, "s" + i % 7, first.plusSeconds(i * 60L).toString(), i);
        }
        return lines;
    }

    /** All of them, once, in their order. */
    private void requireEvents(int events) {
        assertThat(server.archive().log("events").head()).isEqualTo(events);
        for (int i = 0; i < events; i += Math.max(1, events / 100)) {
            assertThat(server.line(i)).contains("\"id\":\"e" + i + "\"");
        }
        assertThat(server.line(events - 1)).contains("\"id\":\"e" + (events - 1) + "\"");
    }

    @Test
    void manyEventsAreOneRequest() {
        Answer answer = varve.runBare("import", file(10_000).toString());

        assertThat(answer.out()).startsWith("appended 10,000 events in ").contains("0 were there already");
        assertThat(network.posted()).hasSize(1);
        requireEvents(10_000);
    }

    @Test
    void whatIsCutOffIsSentAgain() {
        network.cutAfter(200_000).cutAfter(Long.MAX_VALUE);
        Answer answer = varve.runBare("import", file(5_000).toString());

        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).contains("head is 5,000".replace(",", ""));
        requireEvents(5_000);
        assertThat(varve.waits).hasSize(2).allMatch(wait -> wait.contains("broken off"));
        assertThat(varve.waits.get(0)).startsWith("PT0.25S ");
        assertThat(varve.waits.get(1)).as("longer each time").startsWith("PT0.5S ");
        assertThat(network.posted()).as("small ones first, then twice as large").hasSizeGreaterThan(4);
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        network.answer("429 Busy", "Content-Type: application/problem+json\r\nRetry-After: 7\r\n", BUSY)
                .answer("503 Off", "Retry-After: 86400\r\n", "")
                .answer("503 Off", "Retry-After: Fri, 05 Jun 2026 12:00:00 GMT\r\n", "");
        Answer answer = varve.runBare("import", file(100).toString());

        assertThat(answer.err()).isEmpty();
        requireEvents(100);
        assertThat(varve.waits).hasSize(3);
        assertThat(varve.waits.get(0)).isEqualTo("PT7S too much is waiting");
        assertThat(varve.waits.get(1)).as("within bounds").startsWith("PT30S ");
        assertThat(varve.waits.get(2)).as("not as a date").startsWith("PT1S ");
    }

    @Test
    void goesOnBehindWhatWasAccepted() {
        String half = BUSY.replace("}", ",\"reason\":\"nothing moves\",\"accepted\":40,\"duplicates\":0}");
        network.cutAfter(Long.MAX_VALUE) // which stores all of it
                .answer("429 Busy", "Content-Type: application/problem+json\r\n", half);
        Answer answer = varve.runBare("import", file(100).toString(), "--json");

        assertThat(answer.json())
                .containsEntry("appended", "40")
                .containsEntry("duplicates", "60")
                .containsEntry("read", "100");
        assertThat(varve.waits.get(1)).isEqualTo("PT0.25S nothing moves");
        requireEvents(100);
    }

    @Test
    void givesUpAndSaysHowManyWereAccepted() {
        String half = BUSY.replace("}", ",\"accepted\":40,\"duplicates\":0}");
        for (int i = 0; i < 15; i++) {
            network.answer("429 Busy", "Content-Type: application/problem+json\r\n", i == 4 ? half : BUSY);
        }
        Path file = file(100);
        Answer answer = varve.runBare("import", file.toString());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.errLines())
                .containsExactly("varve: " + file + " line 41: given up after 10 tries in a row that brought nothing,"
                        + " behind 40 accepted events: too much is waiting");
        assertThat(varve.waits).hasSize(5 + 8);
        assertThat(network.posted()).hasSize(5 + 9);
    }

    /** The server answers at once and hangs up, while megabytes are still on their way. */
    @Test
    void anEarlyRefusalGetsThrough() throws IOException {
        String[] lines = lines(60_000);
        lines[30] = event("e7", "s", "2026-01-01T00:00:00Z", -1);
        varve.environment.put("VARVE_URL", server.uri("").toString());
        Path file = varve.file("conflict.ndjson", lines);
        Answer answer = varve.runBare("import", file.toString());
        assertThat(answer.errLines())
                .singleElement()
                .asString()
                .startsWith("varve: " + file + " line 31: id 'e7' of source");
        assertThat(answer.err()).contains("with other content");
        requireEvents(30);

        Path served = Files.createDirectories(temporary.resolve("served"));
        String producer = new ApiKeys(served.resolve(ApiKeys.FILE_NAME)).add("p", Set.of(Grant.parse("reader")));
        serveAgain(Map.of("VARVE_ACCESS_REQUIRED", "true"));
        server.authorize(producer);
        varve.environment.put("VARVE_KEY", producer);
        varve.environment.put("VARVE_URL", server.uri("").toString());
        assertThat(varve.runBare("import", file.toString()).errLines())
                .singleElement()
                .asString()
                .contains("line 1: key p does not have the role producer");
    }

    @Test
    void sendsAsLittleAtOnceAsTheServerTakes() throws IOException {
        serveAgain(Map.of("VARVE_SERVE_MAX_BULK", "64KiB"));
        Answer answer = varve.runBare("import", file(3_000).toString());

        assertThat(answer.out()).startsWith("appended 3,000 events");
        requireEvents(3_000);
    }

    @Test
    void aLoadInPartsThatIsCutOffGoesOn() throws IOException {
        serveAgain(Map.of("VARVE_SERVE_MAX_BULK", "64KiB"));
        network.cutAfter(5_000)
                .cutAfter(Long.MAX_VALUE)
                .cutAfter(Long.MAX_VALUE)
                .cutAfter(1);
        Answer answer = varve.runBare("import", "--backfill", file(3_000).toString());

        assertThat(answer.err()).isEmpty();
        requireEvents(3_000);
        assertThat(server.line(1_440)).contains("\"recordedAt\":\"2026-01-02T00:00:00Z\"");
        assertThat(server.archive().log("events").appender().unfinishedLoad()).isNull();
        assertThat(network.posted().get(network.posted().size() - 1)).contains("more=false");
    }

    @Test
    void aLoadThatWasGivenUpOnGoesOnBehindItsLastPart() throws IOException {
        serveAgain(Map.of("VARVE_SERVE_MAX_BULK", "512KiB"));
        network.cutAfter(300_000);
        for (int i = 0; i < 9; i++) {
            network.answer("503 Off", "", "");
        }
        Path file = file(3_000);
        assertThat(varve.runBare("import", "--backfill", file.toString()).errLines())
                .singleElement()
                .asString()
                .contains("line 1: given up", "behind 0 accepted events");
        EventAppender appender = server.archive().log("events").appender();
        while (appender.unfinishedLoad() == null) {
            Thread.onSpinWait(); // the server reads what came before the cut
        }
        assertThat(varve.runBare("tiers").out()).contains("a load of " + file + " stands unfinished at row ");
        assertThat(varve.runBare("append", "--subject", "s", "--type", "T").err())
                .contains("stands unfinished");
        Answer answer = varve.runBare("import", "--backfill", file.toString(), "--json");

        assertThat(answer.json()).containsEntry("read", "3000").containsEntry("duplicates", "0");
        assertThat(answer.json().get("skipped")).isNotEqualTo("0");
        requireEvents(3_000);
        assertThat(varve.runBare("append", "--subject", "s", "--type", "T").exitCode())
                .isZero();
    }
}
