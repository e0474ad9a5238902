package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.ArchiveRecovery;
import io.varve.server.config.ConfigReader;
import io.varve.server.s3.OutsideBucket;
import io.varve.tiering.recovery.RecoveryListener;
import io.varve.tiering.recovery.RecoveryReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine is lost, the bucket brings the log back without its last events, and readers go on. */
final class RecoveredLogTest {

    private static final String EVENTS = "/v1/logs/events/events";
    private static final String MAILS = "/v1/logs/events/subscriptions/mails";

    @TempDir
    private Path directory;

    private OutsideBucket bucket;

    @BeforeEach
    void start() throws IOException {
        bucket = OutsideBucket.start(directory.resolve("bucket"));
    }

    @AfterEach
    void stop() {
        bucket.close();
    }

    @Test
    void aPageOfLostPositionsIsNotTakenForThatOfTheEventsThatHaveThemNow() throws IOException {
        HttpResponse<String> before;
        try (ServedLog lost = served("lost")) {
            lost.append(5);
            lost.log().protection().ship();
            lost.append(5);
            before = lost.get(EVENTS + "?limit=10");
            recover("found");
        }
        String tag = before.headers().firstValue("ETag").orElseThrow();
        try (ServedLog found = served("found")) {
            assertThat(found.log().head()).isEqualTo(5);
            found.append(5, "{\"other\":true}");
            HttpResponse<String> after = found.get(EVENTS + "?limit=10", "If-None-Match", tag);
            assertThat(after.statusCode()).isEqualTo(200);
            assertThat(after.body()).isNotEqualTo(before.body()).contains("other");
        }
    }

    @Test
    void aConsumerGoesOnWithoutAGap() throws IOException {
        try (ServedLog lost = served("lost")) {
            lost.append(8);
            lost.sendJson("PUT", MAILS, "{\"tries\":1}");
            lost.sendJson("PUT", "/v1/logs/events/subscriptions/ended", "");
            acknowledge(lost, 2);
            lost.log().protection().ship();
            assertThat(lost.sendJson("DELETE", "/v1/logs/events/subscriptions/ended", "")
                            .statusCode())
                    .isEqualTo(204);
            acknowledge(lost, 3);
            lost.log().protection().ship();
            acknowledge(lost, 6);
            lost.append(4);
            acknowledge(lost, 10);
            assertThat(recover("found"))
                    .singleElement()
                    .satisfies(report -> assertThat(report.subscriptions()).isEqualTo(1))
                    .satisfies(report -> assertThat(report.warnings()).isEmpty());
        }
        try (ServedLog found = served("found")) {
            assertThat(found.get("/v1/logs/events/subscriptions").body()).doesNotContain("ended");
            assertThat(found.get(MAILS + "/events").body())
                    .as("from the position that the bucket knew, again what was acknowledged after it")
                    .isEqualTo(found.lines(ReplayRequest.all().withPositions(4, 8)));
            assertThat(found.sendJson("POST", MAILS + "/refuse", "{\"position\":4,\"reason\":\"no\"}")
                            .body())
                    .contains("\"position\" : 5");
            acknowledge(found, 7);
            found.append(3);
            assertThat(found.get(MAILS + "/events").body())
                    .isEqualTo(found.lines(ReplayRequest.all().withPositions(8, 11)));
        }
    }

    @Test
    void aConsumerThatIsAheadOfWhatCameBackMissesNothing() throws IOException {
        try (ServedLog lost = served("lost")) {
            lost.append(4);
            lost.log().protection().ship();
            lost.append(4);
            lost.sendJson("PUT", MAILS, "");
            acknowledge(lost, 6);
            lost.log().protection().ship();
            deleteNewestSegment();
            assertThat(recover("found"))
                    .singleElement()
                    .satisfies(report -> assertThat(report.warnings())
                            .last()
                            .isEqualTo("log 'events': subscription 'mails' stood at position 7, and the log ends at 4:"
                                    + " it goes on from there"));
        }
        try (ServedLog found = served("found")) {
            found.append(5, "{\"other\":true}");
            assertThat(found.get(MAILS + "/events").body())
                    .isEqualTo(found.lines(ReplayRequest.all().withPositions(4, 9)))
                    .contains("other");
        }
    }

    @Test
    void whereTheNewestCopyIsDamagedAnOlderOneIsTaken() throws IOException {
        try (ServedLog lost = served("lost")) {
            lost.append(4);
            lost.sendJson("PUT", MAILS, "");
            lost.log().protection().ship();
            acknowledge(lost, 1);
            lost.log().protection().ship();
            Path newest = objects("/subscriptions/").get(1);
            Files.write(newest, new byte[] {1, 2, 3});
            assertThat(recover("found"))
                    .singleElement()
                    .satisfies(report -> assertThat(report.warnings())
                            .last()
                            .asString()
                            .contains("/subscriptions/", "cannot be read", "an older one is taken"));
        }
        try (ServedLog found = served("found")) {
            assertThat(found.get(MAILS).body()).contains("\"position\" : 0");
        }
    }

    private static void acknowledge(ServedLog log, long position) {
        assertThat(log.sendJson("POST", MAILS + "/acknowledge", "{\"position\":" + position + "}")
                        .statusCode())
                .isEqualTo(200);
    }

    private void deleteNewestSegment() throws IOException {
        List<Path> segments = objects("/segments/");
        assertThat(segments).hasSize(2);
        Files.delete(segments.get(1));
    }

    private List<Path> objects(String part) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("bucket").resolve("buckets"))) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> path.toString().contains(part))
                    .sorted()
                    .toList();
        }
    }

    private ServedLog served(String name) {
        return new ServedLog(directory.resolve(name), configured());
    }

    /** Ships when it is told to, and never by itself. */
    private Map<String, String> configured() {
        return bucket.protectedEnvironment("365d");
    }

    private List<RecoveryReport> recover(String name) throws IOException {
        return new ArchiveRecovery(
                        ConfigReader.read(directory.resolve(name), null, configured()),
                        URI.create("s3://" + OutsideBucket.NAME + "/"),
                        null,
                        null)
                .run(RecoveryListener.SILENT);
    }
}
