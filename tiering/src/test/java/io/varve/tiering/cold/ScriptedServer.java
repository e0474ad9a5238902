package io.varve.tiering.cold;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A server that gives the answers it was told to give, one after the other, and remembers the requests. */
final class ScriptedServer implements AutoCloseable {

    private static final S3Config.Limits IMPATIENT =
            new S3Config.Limits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(8), 3, 8);

    /** A request as it came. */
    record Request(String method, String path, Headers headers) {

        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    S3Config config() {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return S3Config.at(uri, "cold", new S3Config.Credentials("varve-test", "secret"))
                .withCreateBucket(false)
                .withLimits(IMPATIENT);
    }

    /** Next: this status, with these headers and no body. */
    ScriptedServer thenAnswer(int status, Map<String, String> headers) {
        return then(exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, -1);
        });
    }

    /** Next: an error as S3 words it. */
    ScriptedServer thenError(int status, String code, String message) {
        byte[] body = ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message><RequestId>R1</RequestId></Error>")
                .getBytes(StandardCharsets.UTF_8);
        return then(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        });
    }

    /** Next: a range of zeros that announces so many bytes and breaks off after fewer. */
    ScriptedServer thenBreakOff(int announced, int sent) {
        return then(exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-" + (announced - 1) + "/" + announced);
            exchange.sendResponseHeaders(206, announced);
            exchange.getResponseBody().write(new byte[sent]);
            exchange.getResponseBody().flush();
        });
    }

    private synchronized ScriptedServer then(Answer answer) {
        script.add(answer);
        return this;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Answer next;
            synchronized (this) {
                requests.add(new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders()));
                next = script.poll();
            }
            if (next == null) {
                exchange.sendResponseHeaders(500, -1);
            } else {
                next.to(exchange);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
