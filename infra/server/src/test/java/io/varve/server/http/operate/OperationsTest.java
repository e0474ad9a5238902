package io.varve.server.http.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.server.http.problem.ProblemException;
import io.varve.server.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class OperationsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static Operations operations() {
        return new Operations(() -> NOW, Duration.ofSeconds(60));
    }

    private static String told(Operation operation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonReport.line(new PrintStream(bytes, true, StandardCharsets.UTF_8), operation::write);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void scheduledWorkIsRememberedIfItDidSomething() throws Exception {
        try (Operations operations = operations()) {
            operations.perform("events", "migrate", operation -> null);
            assertThat(operations.of("events")).isEmpty();
            operations.perform("events", "migrate", operation -> {
                operation.reached(1, 2, "moves", "2026-01-01");
                return json -> json.field("moved", 2L);
            });
            assertThat(told(operations.of("events").get(0)))
                    .contains("\"state\":\"DONE\"", "\"result\":{\"moved\":2}")
                    .contains("\"progress\":{\"done\":1,\"total\":2,\"unit\":\"moves\",\"at\":\"2026-01-01\"}");
            assertThat(operations.of("others")).isEmpty();
        }
    }

    @Test
    void scheduledWorkThatFailsIsRememberedAndStillFails() {
        try (Operations operations = operations()) {
            assertThatThrownBy(() -> operations.perform("events", "migrate", operation -> {
                        throw new IOException("no space left");
                    }))
                    .hasMessage("no space left");
            assertThat(told(operations.of("events").get(0)))
                    .contains("\"state\":\"FAILED\"", "\"problem\":{\"type\":\"/problems/failed\"")
                    .doesNotContain("IOException");
        }
    }

    @Test
    void onlySoMuchMayWait() {
        CountDownLatch letGo = new CountDownLatch(1);
        try (Operations operations = operations()) {
            Operation.Work waiting = operation -> {
                letGo.await();
                return null;
            };
            for (int i = 0; i < 34; i++) {
                operations.start("events", "verify", waiting);
            }
            assertThatThrownBy(() -> operations.start("events", "verify", waiting))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().status()).isEqualTo(429));
            letGo.countDown();
        }
    }

    @Test
    void whatIsNotOverIsNotForgottenForWhatIsNewer() throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        try (Operations operations = operations()) {
            Operation running = operations.start("events", "verify", operation -> {
                letGo.await();
                return json -> json.field("checked", 1L);
            });
            for (int i = 0; i < 250; i++) {
                operations.perform("others", "migrate", operation -> json -> json.field("moved", 1L));
            }
            assertThat(operations.find("events", running.id())).contains(running);
            assertThat(operations.of("others")).hasSize(199);
            letGo.countDown();
        }
    }

    @Test
    void oneThatEndsTakesNoMoreAndSaysWhy() {
        Operations operations = operations();
        operations.close();
        assertThatThrownBy(() -> operations.start("events", "verify", operation -> null))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(503);
                    assertThat(e.problem().detail()).contains("server stops");
                });
    }
}
