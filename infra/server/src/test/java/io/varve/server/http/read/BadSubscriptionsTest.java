package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be asked of subscriptions; nothing of it changes anything. */
final class BadSubscriptionsTest {

    private static final String MAILS = "/v1/logs/events/subscriptions/mails";

    @TempDir
    private static Path directory;

    private static ServedLog log;

    @BeforeAll
    static void open() {
        log = new ServedLog(directory.resolve("data"), Map.of());
        log.append(10);
        log.sendJson("PUT", MAILS, "");
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /v1/logs/events/subscriptions/Mails | {} | 400",
                "PUT | /v1/logs/events/subscriptions/..%2F..%2Fevil | {} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"from\":-1} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"from\":1.5} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"from\":99999999999999999999} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"tries\":0} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"tries\":99999999999} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"types\":\"A\"} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"types\":[1]} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"types\":[\"\"]} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"deadLetters\":\"events\"} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"tpyes\":[]} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"tries\":1,\"tries\":2} | 400",
                "PUT | /v1/logs/events/subscriptions/new | [] | 400",
                "PUT | /v1/logs/events/subscriptions/new | {} {} | 400",
                "PUT | /v1/logs/events/subscriptions/new | {\"from\": | 400",
                "PUT | /v1/logs/nowhere/subscriptions/new | {} | 404",
                "POST | /v1/logs/events/subscriptions/nobody/acknowledge | {\"position\":1} | 404",
                "POST | /v1/logs/events/subscriptions/mails/acknowledge | {} | 400",
                "POST | /v1/logs/events/subscriptions/mails/acknowledge | {\"position\":10} | 409",
                "POST | /v1/logs/events/subscriptions/mails/refuse | {\"position\":5,\"reason\":\"x\"} | 409",
                "GET | /v1/logs/events/subscriptions/mails/events?limit=0 | '' | 400",
                "GET | /v1/logs/events/subscriptions/mails/events?wait=21 | '' | 400",
                "GET | /v1/logs/events/subscriptions/%00/events | '' | 4xx",
            })
    void refusesWithAWordOnWhatToChange(String method, String path, String body, String status) {
        HttpResponse<String> answer = log.sendJson(method, path, body);
        assertThat(Integer.toString(answer.statusCode())).as(answer.body()).matches(status.replace('x', '.'));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(log.get("/v1/logs/events/subscriptions").body()).doesNotContain("\"new\"", "evil");
        assertThat(log.get(MAILS).body()).contains("\"position\" : 0").doesNotContain("refused");
    }
}
