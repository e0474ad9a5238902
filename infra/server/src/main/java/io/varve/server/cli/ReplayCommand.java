package io.varve.server.cli;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.TimeBasis;
import io.varve.server.client.EventClient;
import io.varve.server.client.Stopping;
import io.varve.server.events.EventForm;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve replay}. */
@Command(
        name = "replay",
        description = "Print events in order, from whichever tier they lie in.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve replay --limit 10",
            "  varve replay --subject account-17",
            "  varve replay --type Deposited --since 2026-01-01 --until 2026-02-01",
            "  varve replay --from 1000 --to 2000 --format cloudevents > part.ndjson",
            "  varve replay --format arrow > events.arrows",
            "  varve replay --since 2026-01-01 --format parquet > events.parquet",
            "  varve replay --follow --url http://127.0.0.1:7070",
            "",
            "From and since are inclusive, to and until exclusive; times are UTC."
        })
final class ReplayCommand extends DirectoryAction {

    @Option(names = "--subject", paramLabel = "ID", description = "one aggregate alone")
    private @Nullable String subject;

    @Option(names = "--type", paramLabel = "TYPE", split = ",", description = "these types alone; may be repeated")
    private Set<String> types = new LinkedHashSet<>();

    @Option(names = "--from", paramLabel = "POSITION", description = "first position (default: 0)")
    private long from;

    @Option(names = "--to", paramLabel = "POSITION", description = "end of the positions (default: the head)")
    private @Nullable Long to;

    @Option(names = "--since", paramLabel = "INSTANT", description = "first time")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "INSTANT", description = "end of the times")
    private @Nullable Instant until;

    @Option(names = "--by", paramLabel = "recorded|time", description = "what times mean: log time or business time")
    private Basis by = Basis.RECORDED;

    @Option(names = "--order", paramLabel = "log|aggregate", description = "default: log")
    private ReplayOrder order = ReplayOrder.LOG;

    @Option(names = "--format", paramLabel = "ndjson|cloudevents|arrow|parquet", description = "default: ndjson")
    private EventForm format = EventForm.NDJSON;

    @Option(names = "--limit", paramLabel = "N", description = "at most so many events (default: all)")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--follow", description = "go on with what is appended, until Ctrl-C")
    private boolean follow;

    private final Stopping stopping = new Stopping();

    enum Basis {
        RECORDED,
        TIME
    }

    @Override
    public Integer call() throws Exception {
        ReplayRequest request = request();
        if (!follow) {
            return withLog(log -> {
                log.events().replay(request, format, limit, out());
                return Failures.DONE;
            });
        }
        if (!format.isLines() || order != ReplayOrder.LOG) {
            throw new UsageException(
                    "--follow prints lines in log order: leave out --order, and of --format arrow and parquet");
        }
        try (Stop stop = Stop.whenTold(stopping::tell)) {
            return withLog(log -> follow(log.events(), request));
        }
    }

    private ReplayRequest request() {
        long end = to == null ? Long.MAX_VALUE : to;
        if (from < 0) {
            throw new UsageException("--from " + from + " must be 0 or more");
        }
        if (end < from) {
            throw new UsageException("--to " + end + " must be --from " + from + " or more");
        }
        if (since != null && until != null && until.isBefore(since)) {
            throw new UsageException("--since " + since + " lies after --until " + until);
        }
        if (types.contains("")) {
            throw new UsageException("--type must name types, with a comma between them");
        }
        if (limit < 0) {
            throw new UsageException("--limit " + limit + " must be 0 or more");
        }
        return ReplayRequest.all()
                .withPositions(from, end)
                .withTimes(
                        by == Basis.TIME ? TimeBasis.BUSINESS : TimeBasis.RECORDED,
                        since == null ? Long.MIN_VALUE : Micros.of(since),
                        until == null ? Long.MAX_VALUE : Micros.of(until))
                .withTypes(types)
                .withSubject(subject == null ? null : new AggregateId(subject))
                .withOrder(order);
    }

    private int follow(EventClient events, ReplayRequest request) throws IOException {
        try {
            events.follow(request, format, limit, out(), stopping);
        } catch (InterruptedException e) {
            console().err().println("stopping");
        }
        return Failures.DONE;
    }
}
