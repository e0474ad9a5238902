package io.varve.server.client.remote;

import io.varve.ingest.append.Appended;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.append.UnfinishedLoad;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.Micros;
import io.varve.ingest.source.ImportOptions;
import io.varve.ingest.source.ImportTarget;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.TimeBasis;
import io.varve.server.client.EventClient;
import io.varve.server.client.Patience;
import io.varve.server.client.Stopping;
import io.varve.server.client.remote.ServerAddress.Parameters;
import io.varve.server.events.EventForm;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The events of a log of a server. */
record RemoteEvents(Exchange server, String log, Patience patience) implements EventClient {

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
                .POST(BodyPublishers.ofByteArray(
                        NdjsonBody.of(List.of(event), Integer.MAX_VALUE).bytes()));
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
        JsonValue given = server.json(
                        server.to(ServerAddress.path("v1", "logs", log, "load")).DELETE())
                .objectOrNull("abandoned");
        return given == null ? null : unfinished(given);
    }

    static UnfinishedLoad unfinished(JsonValue json) {
        return new UnfinishedLoad(json.text("source"), json.number("rows"), Micros.of(json.instant("recordedAt")));
    }

    @Override
    public ImportTarget importTarget() {
        return new RemoteImport(server, log, new BulkSender(server, patience));
    }

    @Override
    public ImportOptions importOptions(boolean backfill) {
        return ImportOptions.bulk(backfill);
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
