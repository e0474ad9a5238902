package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.query.replay.ReplayRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates of any name. */
final class AggregateRoutesTest {

    @TempDir
    private static Path directory;

    private static ServedLog log;

    @BeforeAll
    static void open() {
        log = new ServedLog(directory.resolve("data"), Map.of());
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b//c",
                "../..",
                "100 %",
                "%2F",
                "a+b;c=d",
                "ÄÖ\u4E2D\uD83D\uDE00",
                "what?#&",
                "..",
                "\\",
                "a:b"
            })
    void findsAnAggregateWhateverItsName(String subject) throws IOException {
        log.appendTo(subject);
        String path = "/v1/logs/events/aggregates/"
                + URLEncoder.encode(subject, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace(".", "%2E")
                + "/events";
        HttpResponse<String> answer = log.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(log.lines(ReplayRequest.all().withSubject(new AggregateId(subject))))
                .hasLineCount(1);
        assertThat(log.get(path + "?limit=1").headers().firstValue("Link").orElseThrow())
                .startsWith("<" + path + "?limit=1&from=");
    }
}
