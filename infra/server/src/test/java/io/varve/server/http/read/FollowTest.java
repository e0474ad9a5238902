package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.query.replay.ReplayRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that stay while events come and move, that come back, that are slow, that go away. */
final class FollowTest {

    private static final String EVENTS = "/v1/logs/events/events";
    private static final String STATE = "/v1/logs/events/aggregates/account-0/state?projection=count";
    private static final String FOLLOW = EVENTS + "?follow=true";

    /** 8 threads: the fewest, of which 4 read for somebody. */
    private static final int STREAMS = 4;

    @TempDir
    private Path directory;

    private ServedLog log;

    @BeforeEach
    void open() {
        log = served("30s");
    }

    private ServedLog served(String idleTimeout) {
        return new ServedLog(
                directory.resolve("data"),
                Map.of("VARVE_SERVE_IDLE_TIMEOUT", idleTimeout, "VARVE_SERVE_THREADS", Integer.toString(2 * STREAMS)));
    }

    private void reopen(String idleTimeout) {
        log.close();
        log = served(idleTimeout);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void showsEachPositionOnceWhileEventsComeAndMove() throws Exception {
        log.append(7);
        try (Reader reader = Reader.of(log.server().to(FOLLOW))) {
            List<String> read = new ArrayList<>(reader.lines(7, "{"));
            for (int day = 0; day < 12; day++) {
                log.pass(Duration.ofDays(15));
                log.append(20);
                FutureTask<Integer> moving = new FutureTask<>(() -> {
                    log.migrate();
                    return 0;
                });
                Thread mover = new Thread(moving, "moving");
                mover.start();
                read.addAll(reader.lines(11, "{"));
                log.append(5);
                read.addAll(reader.lines(day % 3 == 0 ? 14 : 3, "{"));
                moving.get(60, TimeUnit.SECONDS);
            }
            int left = (int) log.log().head() - read.size();
            read.addAll(reader.lines(left, "{"));
            assertThat(log.log().view().files()).as("it has moved").hasSizeGreaterThan(8);
            assertThat(String.join("\n", read) + "\n").isEqualTo(log.lines(ReplayRequest.all()));
        }
    }

    @Test
    void aReaderThatComesBackGoesOnBehindItsLastEvent() throws IOException {
        log.append(5);
        String id;
        try (Reader reader = Reader.of(log.server().to(FOLLOW).header("Accept", "text/event-stream"))) {
            id = reader.lines(3, "id: ").get(2).substring("id: ".length());
        }
        assertThat(id).isEqualTo("2");
        try (Reader reader = Reader.of(
                log.server().to(FOLLOW).header("Accept", "text/event-stream").header("Last-Event-ID", id))) {
            assertThat(reader.lines(2, "id: ")).containsExactly("id: 3", "id: 4");
            log.append(1);
            assertThat(reader.lines(1, "id: ")).containsExactly("id: 5");
        }
    }

    @Test
    void whatAFollowerHasReadIsCountedWhileHeFollows() throws IOException {
        log.append(7);
        try (Reader reader = Reader.of(log.server().to(FOLLOW))) {
            reader.lines(7, "{");
            assertThat(log.server().get("/metrics").body())
                    .contains("varve_read_events_total{log=\"events\",tier=\"hot\"} 7.0")
                    .contains("varve_read_events_total{log=\"events\",tier=\"cold\"} 0.0")
                    .containsPattern("varve_read_data_bytes_total\\{log=\"events\",tier=\"hot\"} [1-9]");
        }
    }

    @Test
    void endsAtAnEndThatIsToCome() throws IOException {
        log.append(2);
        try (Reader reader = Reader.of(log.server().to(FOLLOW + "&from=1&to=4"))) {
            reader.lines(1, "{");
            log.append(4);
            assertThat(reader.lines(2, "{")).hasSize(2);
            assertThatThrownBy(() -> reader.lines(1, "{")).hasMessageContaining("ended");
        }
    }

    @Test
    void isKeptAliveAndItsPlaceIsFreeWhenItGoesAway() throws IOException {
        Files.createDirectories(directory.resolve("data/projections"));
        Files.writeString(
                directory.resolve("data/projections/count.yaml"),
                "name: count\nversion: 1\ninitial: {n: 0}\non:\n  Opened: {n: state.n + 1}\n");
        reopen("2s");
        log.append(1);
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            readers.add(Reader.of(log.server().to(FOLLOW).header("Accept", "text/event-stream")));
        }
        for (Reader reader : readers) {
            assertThat(reader.status()).isEqualTo(200);
            // so many that without them the connection would have stood still for too long
            reader.lines(4, ":");
        }
        HttpResponse<String> refused = log.get(EVENTS);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(log.get(STATE).statusCode())
                .as("a state, which may take as long")
                .isEqualTo(429);
        assertThat(log.get("/health/live").statusCode())
                .as("others are answered")
                .isEqualTo(200);

        readers.remove(0).close();
        while (log.get(EVENTS).statusCode() == 429) {
            Thread.onSpinWait();
        }
        for (Reader reader : readers) {
            reader.close();
        }
        HttpResponse<String> state = log.get(STATE);
        while (state.statusCode() == 429) {
            state = log.get(STATE);
        }
        assertThat(state.statusCode()).as(state.body()).isEqualTo(200);
    }

    @Test
    void aSlowReaderHoldsUpNobodyAndGetsAll() throws IOException {
        log.append(1_000, "{\"padding\":\"" + "x".repeat(4_000) + "\"}");
        String all = log.lines(ReplayRequest.all());
        try (Socket slow = Reader.silent(log.server().port(), EVENTS)) {
            for (int i = 0; i < 10; i++) {
                assertThat(log.get(EVENTS + "?to=1").statusCode()).isEqualTo(200);
            }
            assertThat(Reader.wholeBody(slow)).isEqualTo(all);
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOff() throws IOException {
        reopen("2s");
        log.append(1_500, "{\"padding\":\"" + "x".repeat(5_000) + "\"}");
        long budget = log.log().replayer().freeBudgetBytes();
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            silent.add(Reader.silent(log.server().port(), EVENTS));
        }
        String ended =
                "varve_http_requests_seconds_count{method=\"GET\",route=\"/v1/logs/{log}/events\",status=\"200\"} "
                        + STREAMS;
        while (!log.get("/metrics").body().contains(ended)) {
            Thread.onSpinWait();
        }
        for (Socket socket : silent) {
            assertThat(isWhole(socket)).as("it can be taken for whole").isFalse();
        }
        assertThat(log.log().replayer().freeBudgetBytes()).isEqualTo(budget);
    }

    private static boolean isWhole(Socket socket) throws IOException {
        try (socket) {
            Reader.wholeBody(socket);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theServersEndBreaksItOff() throws Exception {
        log.append(3);
        try (Reader reader = Reader.of(log.server().to(FOLLOW))) {
            reader.lines(3, "{");
            FutureTask<Integer> closing = new FutureTask<>(() -> {
                log.close();
                return 0;
            });
            new Thread(closing, "closing").start();
            assertThatThrownBy(() -> reader.lines(1, "{")).isInstanceOf(IOException.class);
            closing.get(60, TimeUnit.SECONDS);
        }
        log = served("30s");
    }
}
