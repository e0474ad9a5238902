package io.varve.server.acceptance;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import io.varve.query.projection.Projection;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.cli.CommandLineHarness;
import io.varve.server.config.ConfigReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One log of an archive, open in this process: for what goes on at the same time, or a few hundred times. */
final class OpenArchive implements AutoCloseable {

    private final Archive archive;
    private final String log;

    private OpenArchive(Archive archive, String log) {
        this.archive = archive;
        this.log = log;
    }

    static OpenArchive of(CommandLineHarness varve, String log) throws IOException {
        return new OpenArchive(Archive.open(ConfigReader.read(varve.directory, null, Map.of()), varve::now), log);
    }

    ArchiveLog log() {
        return archive.log(log);
    }

    Projection<?> projection(String name) {
        return archive.projections().load(name);
    }

    EventCursor replay() {
        return log().replayer().replay(ReplayRequest.all());
    }

    /** The events of one aggregate, printed. */
    String aggregate(String subject) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventCursor cursor = log().replayer().replay(ReplayRequest.all().withSubject(new AggregateId(subject)))) {
            print(cursor, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** All events, as they are in memory. */
    List<RecordedEvent> events() {
        List<RecordedEvent> events = new ArrayList<>();
        try (EventCursor cursor = replay()) {
            while (cursor.next()) {
                events.add(cursor.event());
            }
        }
        return events;
    }

    /** Prints what is left. */
    static void print(EventCursor cursor, OutputStream out) throws IOException {
        print(cursor, Long.MAX_VALUE, out);
    }

    /** Prints the next so many events, or what is left. */
    static void print(EventCursor cursor, long most, OutputStream out) throws IOException {
        EventLineWriter writer = new EventLineWriter(LineFormat.NDJSON, out);
        for (long left = most; left > 0 && cursor.next(); left--) {
            writer.write(cursor.event());
        }
        writer.flush();
    }

    @Override
    public void close() {
        archive.close();
    }
}
