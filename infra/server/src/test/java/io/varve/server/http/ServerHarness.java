package io.varve.server.http;

import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.Archive;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A real server on a free port of the loopback, on a data directory of its own; and a client of it. */
public final class ServerHarness implements AutoCloseable {

    private static final String NEVER = "0 0 0 1 1 ? 2099";

    private final Archive archive;
    private final VarveServer server;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private String token = "";

    /** @param environment what is configured beyond what a test needs */
    public ServerHarness(Path directory, InstantSource clock, Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("VARVE_SERVE_PORT", "0");
        // the schedule goes by the real clock: what a test finds must not depend on when it runs
        for (String schedule : List.of("VARVE_MIGRATION_CRON", "VARVE_VERIFY_CRON", "VARVE_SNAPSHOTS_CRON")) {
            all.putIfAbsent(schedule, NEVER);
        }
        // a connection that is closed for standing still just as the client takes it up again loses a POST
        all.putIfAbsent("VARVE_SERVE_IDLE_TIMEOUT", "2m");
        VarveConfig config = ConfigReader.read(directory, null, all);
        try {
            archive = Archive.open(config, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            server = VarveServer.start(archive, config.serve());
            port = server.port();
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    public Archive archive() {
        return archive;
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A request to a path of the server, to be made complete. */
    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    /** Sends this token with every request from now on. */
    public void authorize(String newToken) {
        token = newToken;
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return sendAs(token, request);
    }

    /** @param as the token to send; empty for none */
    public HttpResponse<String> sendAs(String as, HttpRequest.Builder request) {
        if (!as.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + as);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) {
        return send(to(path));
    }

    /** The event at this position of the log {@code events}, as a line. */
    public String line(long position) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EventLineWriter writer = new EventLineWriter(LineFormat.NDJSON, bytes);
        ReplayRequest one = ReplayRequest.all().withPositions(position, position + 1);
        try (EventCursor events = archive.log("events").replayer().replay(one)) {
            while (events.next()) {
                writer.write(events.event());
            }
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Stops to serve; the archive stays open. */
    public void stop() {
        server.close();
    }

    /** What is answered, as method and path. */
    public Set<String> routes() {
        return server.routes();
    }

    /** Stops; every answer that was given must be one that the API's document describes. */
    @Override
    public void close() {
        try {
            OpenApi.of(this).requireDescribed(get("/metrics").body());
        } finally {
            end();
        }
    }

    /** Stops. */
    public void end() {
        server.close();
        archive.close();
    }
}
