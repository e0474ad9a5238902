package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.varve.server.archive.Archive;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.access.AccessCheck;
import io.varve.server.http.access.Audit;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.metrics.ArchiveMetrics;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes of our own that fail: whatever ends an answer half way, its reader can tell it from a whole one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HalfAnswerTest {

    private Archive archive;
    private Javalin http;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        VarveConfig config =
                ConfigReader.read(directory, null, Map.of("VARVE_SERVE_PORT", "0", "VARVE_SERVE_IDLE_TIMEOUT", "2s"));
        archive = Archive.open(config, () -> Instant.parse("2026-06-01T12:00:00Z"));
        ServedLogs logs = new ServedLogs(archive);
        Routes routes = all -> {
            all.get("/begun/exception", begun(HalfAnswerTest::fail), Role.ANYONE);
            all.get("/begun/error", begun(HalfAnswerTest::overflow), Role.ANYONE);
            all.get("/held/exception", held(HalfAnswerTest::fail), Role.ANYONE);
            all.get("/without/role", context -> context.result("for everybody"));
            all.get("/held/error", held(HalfAnswerTest::overflow), Role.ANYONE);
        };
        http = HttpServer.create(
                config.serve(),
                new AccessCheck(false, config.serve().host(), List.of()),
                new Audit(logs),
                new ArchiveMetrics(archive, logs.all()),
                List.of(routes));
        http.start();
    }

    @AfterAll
    void stop() {
        http.stop();
        archive.close();
    }

    private static Handler begun(Runnable failure) {
        return context -> {
            print(context);
            context.res().flushBuffer();
            failure.run();
        };
    }

    private static Handler held(Runnable failure) {
        return context -> {
            print(context);
            failure.run();
        };
    }

    private static void print(Context context) throws IOException {
        context.header("ETag", "\"whole\"");
        Answers.streamed(context, "text/event-stream").write("id: 1\n\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void fail() {
        throw new IllegalStateException("half way");
    }

    private static void overflow() {
        throw new StackOverflowError("half way");
    }

    private String answer(String path, String more) throws IOException {
        return RawExchange.answer(http.port(), "GET " + path + " " + more + "\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/begun/exception, Connection: keep-alive",
        "/begun/exception, Connection: close",
        "/begun/error, Connection: keep-alive",
        "/begun/error, Connection: close"
    })
    void oneThatHasBegunLacksItsLastChunk(String path, String connection) throws IOException {
        assertThat(answer(path, "HTTP/1.1\r\nHost: localhost\r\n" + connection))
                .startsWith("HTTP/1.1 200 ")
                .contains("Transfer-Encoding: chunked", "id: 1\n")
                .as("it is neither ended as a whole one nor gone on with")
                .doesNotContain("\r\n0\r\n", "/problems/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/begun/exception", "/begun/error"})
    void oneThatOnlyACloseWouldEndIsReset(String path) {
        assertThatThrownBy(() -> answer(path, "HTTP/1.0"))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/held/exception", "/held/error"})
    void oneThatHasNotBegunIsTheProblemAlone(String path) throws IOException {
        String answer = answer(path, "HTTP/1.1\r\nHost: localhost\r\nConnection: close");
        assertThat(answer).startsWith("HTTP/1.1 500 ").contains("Content-Type: application/problem+json");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n")))
                .contains("{\"type\":\"/problems/failed\"")
                .doesNotContain("id: 1");
        assertThat(answer).as("what was said of the answer that is not").doesNotContain("ETag");
    }

    @Test
    void aRouteThatNamesNoRoleIsRefusedToEverybody() throws IOException {
        assertThat(answer("/without/role", "HTTP/1.1\r\nHost: localhost\r\nConnection: close"))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("for everybody");
    }
}
