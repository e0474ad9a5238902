package io.varve.server.client.remote;

import io.varve.ingest.append.Appended;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.append.UnfinishedLoad;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.Micros;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.ImportTarget;
import io.varve.ingest.source.LineFormat;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.TimeBasis;
import io.varve.server.client.EventClient;
import io.varve.server.client.NotOfferedException;
import io.varve.server.client.Stopping;
import io.varve.server.client.remote.ServerAddress.Parameters;
import io.varve.server.events.EventForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The events of a log of a server. */
record RemoteEvents(Exchange server, String log) implements EventClient {

    /** No position or count that is asked for has more digits; what is greater bounds nothing. */
    private static final long GREATEST = 999_999_999_999_999_999L;

    private String path() {
        return ServerAddress.path("v1", "logs", log, "events");
    }

    @Override
    public Appended append(Event event, ExpectedVersion expected) {
        HttpRequest.Builder request = server.to(path())
                .setHeader("Content-Type", "application/cloudevents+json")
                .setHeader("Varve-Expected-Version", expected.toString())
                .POST(BodyPublishers.ofByteArray(lines(List.of(event))));
        List<Appended> answers = server.json(request)
                .list(
                        "events",
                        each -> new Appended(
                                each.number("position"),
                                each.number("version"),
                                Micros.of(each.instant("recordedAt")),
                                each.flag("duplicate")));
        if (answers.size() != 1) {
            throw new ServerException("the server answers for " + answers.size() + " events, one was sent");
        }
        return answers.get(0);
    }

    private static byte[] lines(List<Event> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EventLineWriter lines = new EventLineWriter(LineFormat.CLOUDEVENTS, bytes);
        try {
            for (Event event : events) {
                lines.write(event);
            }
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private JsonValue definition() {
        return server.get(ServerAddress.path("v1", "logs", log));
    }

    @Override
    public EventRules rules() {
        return new EventRules((int) definition().number("maxDataBytes"));
    }

    @Override
    public long head() {
        return definition().number("head");
    }

    @Override
    public Path temporaryDirectory() {
        return Path.of(
                System.getProperty("java.io.tmpdir", "."),
                "varve-import-" + ProcessHandle.current().pid());
    }

    @Override
    public @Nullable UnfinishedLoad abandonLoad() {
        throw new NotOfferedException("import --abandon needs the log for itself: call it in the data directory, where"
                + " the server does not run");
    }

    @Override
    public ImportTarget importTarget() {
        return new Target(server, path());
    }

    /** Sends batches as NDJSON; the server stores the front of each up to an event that it cannot take. */
    private record Target(Exchange server, String path) implements ImportTarget {

        @Override
        public Taken append(List<Event> events) {
            HttpRequest.Builder request = server.to(path)
                    .setHeader("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofByteArray(lines(events)));
            JsonValue answer;
            try {
                answer = server.json(request);
            } catch (ServerException e) {
                throw inWords(e);
            }
            long duplicates = answer.number("duplicates");
            return new Taken((int) (answer.number("accepted") - duplicates), (int) duplicates);
        }

        /** The number of a line in a request means nothing to who has the file. */
        private static ServerException inWords(ServerException refused) {
            JsonValue problem = refused.problem();
            String reason = problem == null ? null : problem.textOrNull("reason");
            if (problem == null || reason == null) {
                return refused;
            }
            long accepted = problem.number("accepted");
            String before = accepted == 0 ? "" : " (the first " + accepted + " of these are in the log)";
            return new ServerException(reason + before, problem);
        }

        @Override
        public Backfill backfill(String source) {
            throw new NotOfferedException("import --backfill needs the log for itself: call it in the data directory,"
                    + " where the server does not run");
        }
    }

    @Override
    public void replay(ReplayRequest request, EventForm form, long limit, PrintStream out) throws IOException {
        EventStream.of(request, form, out).read(server.send(asked(request, form, limit, false)));
    }

    @Override
    public void follow(ReplayRequest request, EventForm form, long limit, PrintStream out, Stopping stopping)
            throws IOException, InterruptedException {
        stopping.wakes(Thread.currentThread()::interrupt);
        EventStream.of(request, form, out)
                .follow(server.sendInterruptibly(asked(request, form, limit, true)), stopping);
    }

    private HttpRequest.Builder asked(ReplayRequest request, EventForm form, long limit, boolean follow) {
        AggregateId subject = request.subject();
        Parameters parameters = new Parameters()
                .with("subject", subject == null ? null : subject.value())
                .with("type", request.types().isEmpty() ? null : String.join(",", new TreeSet<>(request.types())))
                .with("from", request.fromPosition() == 0 ? null : request.fromPosition())
                .with("to", bound(request.toPosition()))
                .with("since", request.sinceMicros() == Long.MIN_VALUE ? null : Micros.text(request.sinceMicros()))
                .with("until", request.untilMicros() == Long.MAX_VALUE ? null : Micros.text(request.untilMicros()))
                .with("by", request.basis() == TimeBasis.BUSINESS ? "time" : "recorded")
                .with("order", request.order().name().toLowerCase(Locale.ROOT))
                .with("most", bound(limit))
                .with("follow", follow ? true : null);
        return server.to(parameters.behind(path())).setHeader("Accept", form.mediaType());
    }

    private static @Nullable Long bound(long number) {
        return number > GREATEST ? null : (Long) number;
    }
}
