package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.varve.ingest.append.SteadyClock;
import io.varve.server.cli.CommandLineHarness;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that takes no appends says so to whoever watches, and to readers it is as it was. */
final class AppendRefusalTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);

    @Test
    void aClockThatHasDepartedIsToldAndReadersGoOn() {
        SteadyClock clock = new SteadyClock(now::get, () -> 0, Duration.ofMinutes(5));
        try (ServerHarness server = new ServerHarness(directory, clock, Map.of())) {
            assertThat(append(server, "1")).isEqualTo(201);
            assertTaken(server);

            now.set(BEGIN.plus(Duration.ofDays(365)));
            assertThat(append(server, "2")).isEqualTo(503);
            assertRefused(server, "clock");
            assertThat(server.get("/v1/logs/events").body()).contains("the clock says 2027-01-01T12:00:00Z");
            assertThat(server.get("/metrics").body())
                    .as("what has an age is not known, all else is")
                    .contains("varve_migration_overdue_seconds{log=\"events\"} NaN")
                    .contains("varve_log_head_position{log=\"events\"} 1.0");
            assertThat(server.get("/v1/logs/events/tiers").statusCode()).isEqualTo(200);

            now.set(BEGIN.plus(Duration.ofMinutes(1)));
            assertTaken(server);
            assertThat(append(server, "2")).isEqualTo(201);
        }
    }

    @Test
    void aDiskThatIsDownToItsReserveIsTold() {
        assumeThat(directory.toFile().getUsableSpace()).isLessThan(1L << 40);
        Map<String, String> reserve = Map.of("VARVE_APPEND_DISK_RESERVE", "1TiB");
        try (ServerHarness server = new ServerHarness(directory, now::get, reserve)) {
            assertThat(append(server, "1")).isEqualTo(503);
            assertRefused(server, "disk_reserve");
            assertThat(server.get("/v1/logs/events").body()).contains("bytes are free on the disk of the hot tier");
        }
    }

    private static void assertTaken(ServerHarness server) {
        assertThat(server.get("/health/ready").body()).isEqualTo("""
                {"status":"ready","logs":1,"refusing":0,"refusals":[]}
                """);
        assertThat(server.get("/metrics").body())
                .contains(
                        refused("stopped", "0.0"),
                        refused("load", "0.0"),
                        refused("disk_reserve", "0.0"),
                        refused("clock", "0.0"));
    }

    private static void assertRefused(ServerHarness server, String reason) {
        HttpResponse<String> ready = server.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(CommandLineHarness.flatten(ready.body()))
                .containsEntry("status", "refusing appends")
                .containsEntry("refusing", "1")
                .containsEntry("refusals[0]", reason);
        assertThat(server.get("/metrics").body()).contains(refused(reason, "1.0"), refused("stopped", "0.0"));
        assertThat(server.get("/v1/logs/events/events").statusCode()).isEqualTo(200);
    }

    private static String refused(String reason, String value) {
        return "varve_appends_refused{log=\"events\",reason=\"" + reason + "\"} " + value;
    }

    private static int append(ServerHarness server, String id) {
        return server.send(server.to("/v1/logs/events/events")
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(BodyPublishers.ofString(CommandLineHarness.event(id, "a", "2026-01-01T00:00:00Z", 1))))
                .statusCode();
    }
}
