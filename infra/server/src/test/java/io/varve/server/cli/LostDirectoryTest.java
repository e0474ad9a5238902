package io.varve.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.cli.CommandLineHarness.Answer;
import io.varve.server.config.ConfigReader;
import io.varve.server.s3.OutsideBucket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An evening in which an event comes every three seconds for half a minute in each half hour, shipped every ten
 * seconds; then, between two shipments, the machine is gone.
 */
final class LostDirectoryTest {

    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int SECONDS_TO_MIDNIGHT = 4 * 60 * 60;
    private static final int INTERVAL_SECONDS = 10;

    @TempDir
    Path temporary;

    @Test
    void theEventsOfTheLastIntervalAreLostAtMost() throws IOException {
        FakeClock clock = new FakeClock("2026-06-01T20:00:00Z");
        List<Instant> appended = new ArrayList<>();
        try (OutsideBucket bucket = OutsideBucket.start(temporary.resolve("server"))) {
            Map<String, String> environment = new HashMap<>(bucket.protectedEnvironment());
            environment.put("VARVE_APPEND_DURABILITY", "process");
            Path directory = temporary.resolve("data");
            CommandLineHarness again = new CommandLineHarness(temporary.resolve("again"), "2026-06-02T00:01:00Z");
            again.environment.putAll(environment);
            Answer recovered;
            try (Archive archive = Archive.open(ConfigReader.read(directory, null, environment), clock)) {
                ArchiveLog log = archive.log(Archive.DEFAULT_LOG);
                for (int second = 0; second < SECONDS_TO_MIDNIGHT + 28; second++) {
                    if (second % 1_800 < 30 && second % 3 == 0) {
                        log.appender().append(AppendRequest.of(List.of(event(appended.size()))));
                        appended.add(clock.instant());
                    }
                    if (second % INTERVAL_SECONDS == 0) {
                        log.protection().ship();
                    }
                    clock.advance(STEP);
                }
                // The archive is still open: what a clean end would ship is not shipped.
                recovered = again.run("recover", "--from", "s3://varve", "--json");
            }
            assertThat(recovered.exitCode()).as(recovered.err()).isZero();
            int there = Integer.parseInt(recovered.json().get("logs[0].events"));
            List<Instant> lost = appended.subList(there, appended.size());
            assertThat(lost).as("some were under way").isNotEmpty();
            Instant gone = clock.instant();
            assertThat(lost)
                    .allSatisfy(time -> assertThat(Duration.between(time, gone))
                            .isLessThanOrEqualTo(Duration.ofSeconds(INTERVAL_SECONDS)));

            CommandLineHarness first = new CommandLineHarness(directory, "2026-06-02T00:01:00Z");
            first.environment.putAll(environment);
            assertThat(again.run("verify").exitCode()).isZero();
            assertThat(again.run("replay").lines())
                    .hasSize(there)
                    .isEqualTo(first.run("replay").lines().subList(0, there));
            assertThat(again.run("append", "--subject", "a", "--type", "T", "--data", "1", "--json")
                            .json())
                    .containsEntry("position", String.valueOf(there));
            System.out.println("appended " + appended.size() + ", lost " + lost.size() + ", the oldest of them "
                    + Duration.between(lost.get(0), gone).toSeconds() + " s before the end");
        }
    }

    private static Event event(int number) {
        return Event.json("e" + number, "/s", "account-" + number % 10, "Deposited", "{\"amount\":" + number + "}");
    }
}
