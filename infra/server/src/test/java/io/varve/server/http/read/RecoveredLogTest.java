package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.archive.ArchiveRecovery;
import io.varve.server.config.ConfigReader;
import io.varve.server.s3.OutsideBucket;
import io.varve.tiering.recovery.RecoveryListener;
import io.varve.tiering.recovery.RecoveryReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine is lost, the bucket brings the log back without its last events, and readers go on. */
final class RecoveredLogTest {

    private static final String EVENTS = "/v1/logs/events/events";

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
