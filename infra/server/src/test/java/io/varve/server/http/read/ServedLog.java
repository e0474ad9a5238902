package io.varve.server.http.read;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.ServerHarness;
import io.varve.tiering.migration.MigrationListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A served log whose time goes on when it is told to, and what it must answer. */
final class ServedLog implements AutoCloseable {

    static final String DATA = "{\"n\":1}";

    private static final String[] TYPES = {"Opened", "Deposited", "Withdrawn"};

    private final Path directory;
    private final Map<String, String> environment;
    private volatile Instant now = Instant.parse("2026-01-01T08:00:00Z");
    private int made;
    private ServerHarness server;

    ServedLog(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
        this.server = start();
        this.made = (int) log().head();
    }

    private ServerHarness start() {
        return new ServerHarness(directory, () -> now, environment);
    }

    /** Ends the server, and starts another one on the same directory. */
    void restart() {
        server.close();
        server = start();
    }

    ServerHarness server() {
        return server;
    }

    ArchiveLog log() {
        return server.archive().log(Archive.DEFAULT_LOG);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Appends so many events as one batch. */
    void append(int count) {
        append(count, DATA);
    }

    void append(int count, String data) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = made++;
            events.add(new Event(
                    "id-" + number,
                    "/test",
                    new AggregateId("account-" + number % 3),
                    TYPES[number % TYPES.length],
                    EventTime.of(now.minusSeconds(number)),
                    null,
                    null,
                    Payload.ofText(data),
                    new TreeMap<>()));
        }
        log().appender().append(AppendRequest.of(events));
    }

    /** Appends an event of this aggregate. */
    void appendTo(String subject) {
        log().appender().append(AppendRequest.of(List.of(Event.json("id-" + made++, "/test", subject, "Named", "{}"))));
    }

    /** Three days of events, each in another tier: 10 cold ones, 10 warm ones, 10 hot ones. */
    void threeTiers(String data) {
        append(10, data);
        pass(Duration.ofDays(70));
        append(10, data);
        pass(Duration.ofDays(40));
        append(10, data);
        migrate();
    }

    void migrate() {
        log().migrator().migrate(now, MigrationListener.SILENT, false);
    }

    /** What a replay in this process prints. */
    String lines(ReplayRequest request) throws IOException {
        return lines(request, LineFormat.NDJSON);
    }

    String lines(ReplayRequest request, LineFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventLineWriter writer = new EventLineWriter(format, out);
        for (RecordedEvent event : events(request)) {
            writer.write(event);
        }
        writer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    List<RecordedEvent> events(ReplayRequest request) {
        List<RecordedEvent> events = new ArrayList<>();
        try (EventCursor cursor = log().replayer().replay(request)) {
            while (cursor.next()) {
                events.add(cursor.event());
            }
        }
        return events;
    }

    HttpResponse<String> get(String path, String... headers) {
        var request = server.to(path);
        return server.send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> sendJson(String method, String path, String body) {
        return server.send(server.to(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    @Override
    public void close() {
        server.close();
    }
}
