package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.query.replay.ReplayRequest;
import io.varve.query.subscription.SubscriptionDefinition;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class SubscriptionRoutesTest {

    private static final String MAILS = "/v1/logs/events/subscriptions/mails";

    @TempDir
    private Path directory;

    private ServedLog log;

    @BeforeEach
    void open() {
        log = new ServedLog(directory.resolve("data"), Map.of());
        log.append(10);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void livesFromItsCreationToItsEnd() {
        HttpResponse<String> created = send("PUT", MAILS, "{\"from\":2,\"types\":[\"Opened\"],\"tries\":3}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.body().replaceAll("\\s", ""))
                .isEqualTo("{\"name\":\"mails\",\"types\":[\"Opened\"],\"tries\":3,\"deadLetters\":"
                        + "\"events-dead-letters\",\"position\":2,\"head\":10,\"lag\":8}");
        assertThat(send("PUT", MAILS, "{\"types\":[\"Opened\"],\"tries\":3}").statusCode())
                .as("the same again")
                .isEqualTo(200);
        assertThat(send("PUT", MAILS, "{}").statusCode()).as("another").isEqualTo(409);
        assertThat(log.get(MAILS).body()).isEqualTo(created.body());
        assertThat(log.get("/v1/logs/events/subscriptions").body()).contains("\"subscriptions\"", "\"mails\"");
        assertThat(log.get("/metrics").body())
                .contains("varve_subscription_lag_events{log=\"events\",subscription=\"mails\"} 8.0");

        assertThat(send("DELETE", MAILS, "").statusCode()).isEqualTo(204);
        assertThat(log.get(MAILS).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", MAILS, "").statusCode()).isEqualTo(404);
        assertThat(log.get("/metrics").body()).doesNotContain("subscription=\"mails\"");
    }

    @Test
    void aConsumerThatDiesBeforeItAcknowledgesGetsTheSameAgain() throws IOException {
        send("PUT", MAILS, "");
        String first = log.get(MAILS + "/events?limit=4").body();
        assertThat(first).isEqualTo(log.lines(ReplayRequest.all().withPositions(0, 4)));
        assertThat(log.get(MAILS + "/events?limit=4").body()).isEqualTo(first);
        log.restart();
        assertThat(log.get(MAILS + "/events?limit=4").body()).isEqualTo(first);

        assertThat(send("POST", MAILS + "/acknowledge", "{\"position\":3}").body())
                .contains("\"position\" : 4");
        log.restart();
        String second = log.get(MAILS + "/events").body();
        assertThat(second).isEqualTo(log.lines(ReplayRequest.all().withPositions(4, 10)));
        send("POST", MAILS + "/acknowledge", "{\"position\":9}");
        HttpResponse<String> none = log.get(MAILS + "/events?wait=0");
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(none.body()).isEmpty();
        assertThat(log.get(MAILS + "/events", "Accept", "application/cloudevents-batch+json")
                        .body())
                .isEqualTo("[]\n");
    }

    @Test
    void whatIsRefusedForTheLastTimeIsADeadLetterAndTheRestGoesOn() {
        send("PUT", MAILS, "{\"tries\":2}");
        assertThat(send("POST", MAILS + "/refuse", "{\"position\":0,\"reason\":\"busy\"}")
                        .body())
                .contains("\"tries\" : 1", "\"reason\" : \"busy\"");
        log.restart();
        HttpResponse<String> last = send("POST", MAILS + "/refuse", "{\"position\":0,\"reason\":\"no address\"}");
        assertThat(last.statusCode()).as(last.body()).isEqualTo(200);
        assertThat(last.body()).contains("\"position\" : 1").doesNotContain("refused");
        assertThat(log.get("/v1/logs/events-dead-letters/events").body())
                .hasLineCount(1)
                .contains(
                        "\"originalid\":\"id-0\"",
                        "\"refusedposition\":\"0\"",
                        "\"refusedreason\":\"no address\"",
                        "\"source\":\"/logs/events/subscriptions/mails\"");
        assertThat(log.get(MAILS + "/events?limit=1").body()).startsWith("{\"position\":1,");
    }

    @Test
    @Timeout(120)
    void oneThatIsDeletedMeanwhileKeepsNoneOfTheOthersFromBeingTold() throws Exception {
        send("PUT", MAILS, "");
        SubscriptionDefinition brief = new SubscriptionDefinition("brief", Set.of(), 1, "letters");
        AtomicBoolean enough = new AtomicBoolean();
        FutureTask<Integer> changing = new FutureTask<>(() -> {
            while (!enough.get()) {
                log.log().subscriptions().create(brief, 0);
                log.log().subscriptions().delete("brief");
            }
            return 0;
        });
        new Thread(changing, "changing").start();
        try {
            for (int i = 0; i < 100; i++) {
                HttpResponse<String> all = log.get("/v1/logs/events/subscriptions");
                assertThat(all.statusCode()).as(all.body()).isEqualTo(200);
                assertThat(all.body()).contains("\"mails\"");
            }
        } finally {
            enough.set(true);
        }
        changing.get();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return log.sendJson(method, path, body);
    }
}
