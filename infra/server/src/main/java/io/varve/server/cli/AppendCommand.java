package io.varve.server.cli;

import io.varve.ingest.append.Appended;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.Payload;
import io.varve.ingest.source.CloudEventJson;
import io.varve.server.client.LogClient;
import io.varve.server.report.JsonReport;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve append}. */
@Command(
        name = "append",
        description = "Append one event.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve append --subject account-17 --type Deposited --data '{\"amount\": 100}'",
            "  varve --data /srv/varve append --subject account-17 --type Closed --data '{}' --expected-version 41",
            "  varve --url http://127.0.0.1:7070 append --subject account-17 --type Closed --data '{}'",
            "",
            "The data directory is given before the command, or by VARVE_DATA: behind it, --data is the event's.",
            "If --data is given twice behind it, the first one is the data directory."
        })
final class AppendCommand extends Action {

    private static final String DEFAULT_SOURCE = "/varve/append";

    @Option(names = "--subject", required = true, paramLabel = "ID", description = "the aggregate")
    private String subject = "";

    @Option(names = "--type", required = true, paramLabel = "TYPE", description = "what happened")
    private String type = "";

    @Option(names = "--data", paramLabel = "JSON", description = "data of the event (default: none)")
    private List<String> data = new ArrayList<>();

    @Option(names = "--id", paramLabel = "ID", description = "unique in its source (default: a random one)")
    private @Nullable String id;

    @Option(names = "--source", paramLabel = "URI", description = "where it comes from (default: ${DEFAULT-VALUE})")
    private String source = DEFAULT_SOURCE;

    @Option(names = "--time", paramLabel = "INSTANT", description = "business time (default: none)")
    private @Nullable String time;

    @Option(
            names = "--expected-version",
            paramLabel = "N|none|any",
            description = "the aggregate's last version, or none if it must be new (default: any)")
    private ExpectedVersion expected = ExpectedVersion.any();

    @Option(names = "--content-type", paramLabel = "TYPE", description = "media type of the data (default: JSON)")
    private @Nullable String contentType;

    @Override
    @Nullable
    Path ownDirectory() {
        return data.size() > 1 ? Path.of(data.get(0)) : null;
    }

    @Override
    boolean beginsArchive() {
        return true;
    }

    @Override
    public Integer call() throws Exception {
        if (data.size() > 2) {
            throw new UsageException("--data is given " + data.size() + " times");
        }
        Event event = event();
        return withLog(log -> append(log, event));
    }

    private Event event() {
        Payload given = data.isEmpty() ? null : Payload.ofText(data.get(data.size() - 1));
        String flaw = given == null ? null : CloudEventJson.flaw(contentType, given);
        if (flaw != null) {
            throw new UsageException("--data is not JSON: " + flaw + " (--content-type names another type)");
        }
        return new Event(
                id == null ? UUID.randomUUID().toString() : id,
                source,
                new AggregateId(subject),
                type,
                time(),
                contentType,
                null,
                given,
                Collections.emptySortedMap());
    }

    private @Nullable EventTime time() {
        if (time == null) {
            return null;
        }
        try {
            return EventTime.parse(time);
        } catch (DateTimeException e) {
            throw new UsageException("--time '" + time + "' must be an instant such as 2026-01-31T05:07:09Z");
        }
    }

    private int append(LogClient log, Event event) {
        Appended appended = log.events().append(event, expected);
        if (isJson()) {
            JsonReport.object(
                    out(),
                    json -> json.field("log", log.name())
                            .field("id", event.id())
                            .field("position", appended.position())
                            .field("version", appended.version())
                            .field("recordedAt", Micros.text(appended.recordedAtMicros()))
                            .field("duplicate", appended.duplicate()));
        } else {
            out().println("position " + appended.position() + ", version " + appended.version() + ", recorded at "
                    + Micros.text(appended.recordedAtMicros()) + (appended.duplicate() ? ", was there already" : ""));
        }
        return Failures.DONE;
    }
}
