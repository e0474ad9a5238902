package io.varve.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.state.Moment;
import io.varve.server.access.ApiKeys;
import io.varve.server.access.Grant;
import io.varve.server.cli.CommandLineHarness.Answer;
import io.varve.server.client.EventClient;
import io.varve.server.client.Stopping;
import io.varve.server.client.remote.RemoteArchive;
import io.varve.server.client.remote.ServerAddress;
import io.varve.server.events.EventForm;
import io.varve.server.http.ServerHarness;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands against servers that are not there, refuse, break off, or are none of Varve's. */
final class RemoteFailuresTest {

    private static final String NOW = "2026-06-01T12:00:00Z";
    private static final String PROBLEM = "application/problem+json";

    @TempDir
    Path temporary;

    private CommandLineHarness varve;

    @BeforeEach
    void open() {
        varve = new CommandLineHarness(temporary.resolve("data"), NOW);
    }

    private static void assertFails(Answer answer, int exitCode, String... words) {
        assertThat(answer.errLines()).singleElement().asString().startsWith("varve: ");
        assertThat(List.of(words)).allMatch(answer.err()::contains);
        assertThat(answer.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aServerThatIsGone() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        for (String command : List.of("tiers", "replay", "logs", "version", "verify")) {
            assertFails(varve.runBare("--url", url, command), 1, url, "cannot be reached");
        }
        assertFails(varve.runBare("sql", "SELECT 1", "--url", url), 1, url, "cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:7070",
                "ftp://127.0.0.1",
                "http://",
                "http://a b",
                "http://key@127.0.0.1",
                "http://127.0.0.1/?x=1",
                ""
            })
    void aUrlThatIsNone(String url) {
        assertFails(varve.runBare("--url", url, "tiers"), 2, "--url '" + url + "' must be a URL");
    }

    @Test
    void whatDoesNotGoTogether() throws IOException {
        String url = "http://127.0.0.1:1";
        assertFails(varve.run("--url", url, "tiers"), 2, "give one of them");
        assertFails(varve.runBare("tiers", "--url", url, "--data", "x"), 2, "give one of them");
        assertFails(varve.runBare("tiers", "--url", url, "--config", "x"), 2, "--config");
        assertFails(varve.run("tiers", "--key-file", "x"), 2, "--key-file");
        assertFails(varve.run("tiers", "--timeout", "1m"), 2, "--timeout is for a server");
        assertFails(varve.runBare("tiers", "--url", url, "--timeout", "999ms"), 2, "--timeout must be 1s or more");
        assertFails(varve.runBare("tiers", "--url", url, "--key-file", "missing"), 2, "missing cannot be read");
        Path two = Files.writeString(temporary.resolve("two"), "one\ntwo\n");
        assertFails(varve.runBare("tiers", "--url", url, "--key-file", two.toString()), 2, "one key");
        assertThat(varve.run("append", "--subject", "a", "--type", "T").exitCode())
                .isZero();
        varve.environment.put("VARVE_URL", url);
        assertFails(varve.runBare("tiers"), 1, "cannot be reached");
        assertThat(varve.run("tiers").exitCode()).as("--data beats VARVE_URL").isZero();
        varve.environment.put("VARVE_DATA", "x");
        assertFails(varve.runBare("tiers"), 2, "VARVE_URL and VARVE_DATA");
        varve.environment.put("VARVE_URL", " ");
        varve.environment.put("VARVE_DATA", varve.directory.toString());
        assertThat(varve.runBare("tiers").exitCode()).as("a blank is none").isZero();
    }

    static Stream<String[]> notOffered() {
        return Stream.of(
                new String[] {"serve"},
                new String[] {"demo", "--no-serve"},
                new String[] {"keys"},
                new String[] {"keys", "add", "a", "--role", "reader"},
                new String[] {"recover", "--from", "s3://bucket"},
                new String[] {"snapshots", "take", "--projection", "./balance.yaml"});
    }

    @Test
    void whatNeedsTheDataDirectory() {
        notOffered().forEach(command -> {
            varve.environment.put("VARVE_URL", "http://127.0.0.1:1");
            assertFails(varve.runBare(command), 2);
        });
    }

    private ServerHarness server(Map<String, String> environment) {
        return new ServerHarness(temporary.resolve("served"), varve::now, environment);
    }

    private Answer asked(ServerHarness server, String... args) {
        varve.environment.put("VARVE_URL", server.uri("").toString());
        return varve.runBare(args);
    }

    @Test
    void keys() throws IOException {
        Path served = Files.createDirectories(temporary.resolve("served"));
        ApiKeys keys = new ApiKeys(served.resolve(ApiKeys.FILE_NAME));
        String token = keys.add("reader", Set.of(Grant.parse("reader")));
        String producer = keys.add("producer", Set.of(Grant.parse("producer")));
        try (ServerHarness server = server(Map.of("VARVE_ACCESS_REQUIRED", "true"))) {
            server.authorize(token);
            assertFails(asked(server, "tiers"), 1, "Authorization", "--key-file");
            varve.environment.put("VARVE_KEY", "nonsense");
            assertFails(asked(server, "tiers"), 1, "not known");
            varve.environment.put("VARVE_KEY", token + "\n");
            assertThat(asked(server, "tiers").err()).isEmpty();
            assertFails(asked(server, "verify"), 1, "does not have the role operator");
            String lines = varve.file("one.ndjson", CommandLineHarness.event("1", "s", "2026-01-01T00:00:00Z", 1))
                    .toString();
            assertFails(asked(server, "import", lines), 1, "does not have the role producer");
            varve.environment.put("VARVE_KEY", producer);
            assertThat(asked(server, "import", lines).out()).startsWith("appended 1 event in");
            assertFails(asked(server, "append", "--log", "varve-audit", "--subject", "s", "--type", "T"), 1, "alone");
            assertFails(asked(server, "replay"), 1, "does not have the role reader");
            varve.environment.put("VARVE_KEY", "nonsense");
            Path file = Files.writeString(temporary.resolve("key"), token + "\n");
            assertThat(asked(server, "tiers", "--key-file", file.toString()).err())
                    .isEmpty();
        }
    }

    @Test
    void aServerThatFails() throws IOException {
        String problem = "{\"type\":\"/problems/failed\",\"title\":\"The server failed\",\"status\":500,"
                + "\"detail\":\"the server's log says more about failure 17\"}";
        for (String command : List.of("tiers", "replay", "migrate", "version")) {
            assertFails(
                    answered(500, PROBLEM, problem, command), 1, "varve: the server's log says more about failure 17");
        }
        assertFails(answered(502, "text/html", "<html>", "tiers"), 1, "/v1/logs/events/tiers", "502", "right URL");
        assertFails(answered(500, PROBLEM, "<html>", "tiers"), 1, "broken off");
        assertFails(answered(200, "text/html", "<html>", "tiers"), 1, "not as a Varve server does");
        assertFails(answered(200, "application/json", "{}", "tiers"), 1, "no 'log'", "another version");
        assertFails(answered(200, "application/json", "[]", "logs"), 1, "no 'logs'", "another version");
        assertFails(answered(200, "application/json", "{\"version\":7}", "version"), 1, "no 'version'");
        assertFails(answered(302, "text/html", "", "tiers"), 1, "302", "right URL");
        Answer half = answered(200, "application/x-ndjson", "{\"position\":3}\n{\"po", "replay");
        assertFails(half, 1, "inside of a line", "may go on from position 4");
        assertThat(half.out()).isEqualTo("{\"position\":3}\n");
    }

    private record Reply(int status, String type, String body) {}

    private Answer answered(int status, String type, String body, String... args) throws IOException {
        return answered(List.of(new Reply(status, type, body)), args);
    }

    /** What comes of a command whose requests are answered so, one after the other; the last one is for all others. */
    private Answer answered(List<Reply> replies, String... args) throws IOException {
        Deque<Reply> left = new ArrayDeque<>(replies);
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            Reply reply = left.size() == 1 ? left.element() : left.remove();
            byte[] bytes = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", reply.type);
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        other.start();
        try {
            varve.environment.put(
                    "VARVE_URL", "http://127.0.0.1:" + other.getAddress().getPort());
            Answer answer = varve.runBare(args);
            assertThat(left).as("replies that were not asked for").hasSize(1);
            return answer;
        } finally {
            other.stop(0);
        }
    }

    @Test
    void workIsNotLostSightOfForALookThatFails() throws IOException {
        Reply running = new Reply(200, "application/json", "{\"id\":\"7\",\"state\":\"RUNNING\"}");
        Reply busy = new Reply(503, "text/html", "");
        Reply done = new Reply(
                200,
                "application/json",
                "{\"id\":\"7\",\"state\":\"DONE\","
                        + "\"result\":{\"aggregates\":2,\"taken\":1,\"failed\":0,\"failure\":null}}");
        String[] command = {"snapshots", "take", "--projection", "balance"};
        Answer taken = answered(List.of(running, busy, busy, done), command);
        assertThat(taken.err()).isEmpty();
        assertThat(taken.out()).isEqualTo("1 snapshot taken, 2 states looked at\n");

        Reply gone = new Reply(
                404,
                PROBLEM,
                "{\"type\":\"/problems/not-found\",\"title\":\"x\",\"status\":404,\"detail\":\"no operation 7\"}");
        assertFails(answered(List.of(running, gone), command), 1, "no operation 7", "operations/7 is not known");
    }

    @Test
    void aStreamThatIsCutOffSaysHowFarItCame() throws Exception {
        String two = "{\"position\":40,\"id\":\"a\"}\n\n{\"position\":41,\"id\":\"b\"}\n{\"posi";
        String printed = "{\"position\":40,\"id\":\"a\"}\n{\"position\":41,\"id\":\"b\"}\n";
        Answer cut = cutOff(two, "replay");
        assertFails(cut, 1, "cut off", "a replay may go on from position 42");
        assertThat(cut.out()).as("whole lines alone").isEqualTo(printed);
        cut = cutOff(two, "replay", "--follow");
        assertFails(cut, 1, "cut off", "a replay may go on from position 42");
        assertThat(cut.out()).isEqualTo(printed);
        assertFails(cutOff(two, "replay", "--order", "aggregate"), 1, "cut off", "behind the event at position 41");
        assertFails(cutOff("{\"posi", "replay", "--from", "7"), 1, "may go on from position 7");
        assertFails(
                cutOff("{\"id\":\"a\",\"varveposition\":\"9\"}\n", "replay", "--format", "cloudevents"),
                1,
                "may go on from position 10");
        assertFails(cutOff("arrow", "replay", "--format", "arrow"), 1, "after 5 bytes", "no end");
        assertFails(cutOff("PAR1", "replay", "--format", "parquet"), 1, "after 4 bytes", "no end");
        Path file = temporary.resolve("rows.csv");
        assertFails(cutOff("a,b\n", "sql", "SELECT 1", "--format", "csv", "--output", file.toString()), 1, "cut off");
        assertThat(file).as("whole or not at all").doesNotExist();
        String[] parquet = {"sql", "SELECT 1", "--format", "parquet", "--output", file.toString()};
        assertFails(cutOff("PAR1", parquet), 1, "cut off");
        assertThat(file).as("whole or not at all").doesNotExist();
    }

    @Test
    void statesThatAreCutOffAreNotTakenForAll() throws Exception {
        String one = "\n{\"subject\":\"a\",\"version\":0,\"position\":7,\"state\":{\"n\":1}}\n";
        String[] all = {"state", "--all", "--projection", "p", "--as-of", "2026-01-01"};
        for (String chunk : List.of(one, one + "\n", one + "{\"subj")) {
            Answer cut = cutOff(chunk, all);
            assertFails(cut, 1, "cut off", "1 state came before");
            assertThat(cut.out()).isEqualTo("a\t0\t7\t{\"n\":1}\n");
        }
        assertFails(answered(200, "application/x-ndjson", "{\"subj", all), 1, "inside of a line", "0 states");
        assertFails(answered(200, "application/x-ndjson", "{}\n", all), 1, "no 'subject'", "another version");
    }

    @Test
    void sayHowManyEventsTheStatesAre() throws Exception {
        Files.createDirectories(temporary.resolve("served/projections"));
        Files.writeString(
                temporary.resolve("served/projections/n.yaml"), "name: n\nversion: 1\ninitial: {n: 0}\non: {}\n");
        try (ServerHarness server = server(Map.of())) {
            for (String subject : List.of("b", "a", "b")) {
                assertThat(asked(server, "append", "--subject", subject, "--type", "T")
                                .err())
                        .isEmpty();
            }
            List<String> heard = new ArrayList<>();
            new RemoteArchive(
                            ServerAddress.parse(server.uri("").toString()),
                            null,
                            Duration.ofMinutes(1),
                            (time, why) -> {})
                    .log("events")
                    .states()
                    .allStates(
                            "n",
                            Moment.now(),
                            state -> heard.add(state.subject().value()),
                            (done, total, at) -> heard.add(done + " of " + total));
            assertThat(heard).containsExactly("a", "1 of 3", "b", "3 of 3");
        }
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForEver() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort();
            assertFails(
                    varve.runBare("tiers", "--url", url, "--timeout", "1s"),
                    1,
                    url + " does not answer: nothing came for 1s",
                    "--timeout");
        }
        String begun = "{\"position\":40,\"id\":\"a\"}\n{\"posi";
        for (String follow : List.of("--follow", "--order=log")) {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                FutureTask<Socket> answering = new FutureTask<>(() -> answerInPart(listener, begun));
                new Thread(answering, "answering").start();
                String url = "http://127.0.0.1:" + listener.getLocalPort();
                Answer answer = varve.runBare("replay", follow, "--url", url, "--timeout", "1s");
                answering.get(60, TimeUnit.SECONDS).close();
                assertFails(answer, 1, "nothing came for 1s", "may go on from position 41");
            }
        }
    }

    /** Answers once with a chunk, and closes the connection before the last one. */
    private Answer cutOff(String chunk, String... args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerHalf(listener, chunk), "answering");
            answering.start();
            varve.environment.put("VARVE_URL", "http://127.0.0.1:" + listener.getLocalPort());
            Answer answer = varve.runBare(args);
            answering.join();
            return answer;
        }
    }

    private static void answerHalf(ServerSocket listener, String chunk) {
        try {
            answerInPart(listener, chunk).close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Leaves the connection open. */
    private static Socket answerInPart(ServerSocket listener, String chunk) throws IOException {
        Socket socket = listener.accept();
        BufferedReader request =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();
        int body = 0;
        for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                body = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int i = 0; i < body; i++) {
            request.read();
        }
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String size = Integer.toHexString(chunk.getBytes(StandardCharsets.UTF_8).length);
        out.write((head + size + "\r\n" + chunk + "\r\n").getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void aServerThatStopsEndsWhoFollowsIt() throws Exception {
        ServerHarness server = server(Map.of());
        assertThat(asked(server, "append", "--subject", "s", "--type", "T").err())
                .isEmpty();
        PipedInputStream output = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(output);
        FutureTask<Answer> following = new FutureTask<>(() -> varve.runBareInto(out, "replay", "--follow"));
        new Thread(following, "following").start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("{\"position\":0,");
            server.end();
            assertFails(following.get(60, TimeUnit.SECONDS), 1, "cut off", "may go on from position 1");
        }
    }

    @Test
    void followsUntilItIsToldToStop() throws Exception {
        try (ServerHarness server = server(Map.of())) {
            assertThat(asked(server, "append", "--subject", "s", "--type", "T").err())
                    .isEmpty();
            EventClient events = new RemoteArchive(
                            ServerAddress.parse(server.uri("").toString()),
                            null,
                            Duration.ofMinutes(1),
                            (time, why) -> {})
                    .log("events")
                    .events();
            Stopping stopping = new Stopping();
            PipedInputStream output = new PipedInputStream();
            PrintStream out = new PrintStream(new PipedOutputStream(output), false, StandardCharsets.UTF_8);
            FutureTask<String> following = new FutureTask<>(() -> {
                events.follow(ReplayRequest.all(), EventForm.NDJSON, Long.MAX_VALUE, out, stopping);
                return "ended";
            });
            new Thread(following, "following").start();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).startsWith("{\"position\":0,");
                assertThat(asked(server, "append", "--subject", "s", "--type", "T")
                                .err())
                        .isEmpty();
                assertThat(lines.readLine()).startsWith("{\"position\":1,");
                stopping.tell();
                assertThat(following.get(60, TimeUnit.SECONDS)).isEqualTo("ended");
            }
        }
    }
}
