package io.varve.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.varve.ingest.append.AppendRefusal;
import io.varve.ingest.append.ClockDepartedException;
import io.varve.ingest.source.feed.FeedStatus;
import io.varve.query.snapshot.SkipReason;
import io.varve.query.snapshot.SnapshotCounts;
import io.varve.query.subscription.SubscriptionException;
import io.varve.query.subscription.UnknownSubscriptionException;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The archive in numbers, as Prometheus reads them: base units, and a label for log and tier. They are looked up when
 * they are asked for. Thread-safe.
 */
public final class ArchiveMetrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Archive archive;
    private final List<ArchiveLog> logs = new CopyOnWriteArrayList<>();
    private final Map<String, LogState> states = new ConcurrentHashMap<>();
    private final Map<String, Integer> findings = new ConcurrentHashMap<>();
    private final Map<String, Integer> missing = new ConcurrentHashMap<>();

    private final MultiGauge lags = MultiGauge.builder("varve.subscription.lag.events")
            .description("events appended and not acknowledged; NaN: the subscription cannot be read")
            .register(registry);

    /** @param logs those to tell of */
    public ArchiveMetrics(Archive archive, List<ArchiveLog> logs) {
        this.archive = archive;
        logs.forEach(this::add);
    }

    /** Tells of this log too. */
    public void add(ArchiveLog log) {
        logs.add(log);
        register(log);
        ReadMetrics.register(registry, log);
    }

    /** Tells of a source too. */
    public void follow(FeedStatus source) {
        SourceMetrics.register(registry, source);
    }

    /** Keeps what the newest verification found. */
    public void verified(String log, VerifyReport report) {
        findings.put(log, report.findings().size());
    }

    /** Keeps how many files were found missing, or of another length, when the process began. */
    public void missing(String log, int files) {
        missing.put(log, files);
    }

    /**
     * Counts a request that was answered.
     *
     * @param route the path of the route with its parameters by name, never the path that was asked: there may be any
     *     number of these
     */
    public void answered(String method, String route, int status, Duration took) {
        Timer.builder("varve.http.requests")
                .description("requests that were answered, and how long that took")
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    /**
     * All of them, in the text format 0.0.4. It waits for subscriptions, of which one may just be creating the log of
     * its dead letters and wait to {@link #add} it: so it holds no lock while it asks them.
     */
    public String scrape() {
        Instant now = now();
        for (ArchiveLog log : logs) {
            states.put(log.name(), LogState.of(log, archive.config(), now));
        }
        List<MultiGauge.Row<?>> rows =
                logs.stream().<MultiGauge.Row<?>>flatMap(ArchiveMetrics::lags).toList();
        synchronized (lags) {
            lags.register(rows, true);
        }
        return registry.scrape();
    }

    /** Null where the clock cannot be believed: what has an age is not known then, and all else is told. */
    private @Nullable Instant now() {
        try {
            return archive.clock().instant();
        } catch (ClockDepartedException e) {
            return null;
        }
    }

    private static Stream<MultiGauge.Row<?>> lags(ArchiveLog log) {
        return log.subscriptions().names().stream()
                .map(name -> MultiGauge.Row.of(Tags.of("log", log.name(), "subscription", name), lag(log, name)));
    }

    private static double lag(ArchiveLog log, String subscription) {
        try {
            return log.subscriptions().find(subscription).status().lag();
        } catch (UnknownSubscriptionException | SubscriptionException e) {
            return Double.NaN; // deleted since, or its file cannot be read
        }
    }

    private void register(ArchiveLog named) {
        String log = named.name();
        Tags tags = Tags.of("log", log);
        gauge(
                "varve.log.head.position",
                "first position not yet durable",
                tags,
                s -> s.report().head());
        for (AppendRefusal.Reason reason : AppendRefusal.Reason.values()) {
            gauge(
                    "varve.appends.refused",
                    "1: the log takes no appends for this reason; 0: this one does not stand in the way",
                    tags.and("reason", reason.name().toLowerCase(Locale.ROOT)),
                    s -> s.refusals().contains(reason) ? 1 : 0);
        }
        gauge(
                "varve.migration.overdue.seconds",
                "how long the oldest move that is due has been due",
                tags,
                LogState::overdueSeconds);
        gauge(
                "varve.migration.waiting.moves",
                "moves that are due and not done",
                tags,
                s -> s.report().waiting().size());
        gauge(
                "varve.migration.failures.in.a.row",
                "the most tries that any move has failed",
                tags,
                LogState::failuresInARow);
        gauge(
                "varve.verify.age.seconds",
                "since a verification came to its end; NaN: never",
                tags,
                LogState::verifyAgeSeconds);
        gauge("varve.verify.findings", "of the newest verification of this process; NaN: none yet", tags, s -> {
            Integer found = findings.get(log);
            return found == null ? Double.NaN : found;
        });
        gauge("varve.files.missing", "or of another length, when the process began; NaN: not yet known", tags, s -> {
            Integer found = missing.get(log);
            return found == null ? Double.NaN : found;
        });
        boolean isProtected = named.protection().isOn();
        gauge(
                "varve.protection.enabled",
                "1: what is new is shipped to the bucket; 0: it is not to be",
                tags,
                state -> isProtected ? 1 : 0);
        if (isProtected) { // a log without protection has no such age, which is not the same as one that is not known
            gauge(
                    "varve.protection.age.seconds",
                    "since what is new was shipped to the bucket; NaN: not yet in this process",
                    tags,
                    LogState::protectionAgeSeconds);
        }
        gauge("varve.hot.disk.free.bytes", "free on the disk of the hot tier", tags, LogState::hotFreeBytes);
        gauge(
                "varve.hot.disk.left.days",
                "until the disk of the hot tier is full, if nothing is moved away; NaN: nothing is hot",
                tags,
                LogState::hotDaysLeft);
        registerSnapshots(named.states().snapshots().counts(), tags);
        for (Tier tier : Tier.values()) {
            Tags both = tags.and("tier", tier.name().toLowerCase(Locale.ROOT));
            gauge(
                    "varve.tier.events",
                    "events in the tier",
                    both,
                    s -> s.tier(tier).events());
            gauge(
                    "varve.tier.bytes",
                    "bytes that the tier takes",
                    both,
                    s -> s.tier(tier).bytes());
            gauge(
                    "varve.tier.partitions",
                    "partitions in the tier",
                    both,
                    s -> s.tier(tier).partitions());
        }
    }

    private void registerSnapshots(SnapshotCounts counts, Tags tags) {
        counter("varve.snapshots.hits", "states that began at a snapshot", tags, counts, SnapshotCounts::hits);
        counter(
                "varve.snapshots.full.replays",
                "states that began at the first event",
                tags,
                counts,
                SnapshotCounts::fullReplays);
        counter("varve.snapshots.taken", "snapshots stored", tags, counts, SnapshotCounts::taken);
        counter(
                "varve.snapshots.left.out",
                "snapshots that were due while too many others were being stored",
                tags,
                counts,
                SnapshotCounts::leftOut);
        counter("varve.snapshots.failed", "snapshots that could not be stored", tags, counts, SnapshotCounts::failed);
        for (SkipReason reason : SkipReason.values()) {
            if (reason.isFault()) {
                counter(
                        "varve.snapshots.skipped",
                        "snapshots that were of no use, by reason",
                        tags.and("reason", reason.name().toLowerCase(Locale.ROOT)),
                        counts,
                        each -> each.skips(reason));
            }
        }
    }

    private void counter(
            String name, String description, Tags tags, SnapshotCounts counts, ToDoubleFunction<SnapshotCounts> value) {
        FunctionCounter.builder(name, counts, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String description, Tags tags, ToDoubleFunction<LogState> value) {
        String log = tags.stream()
                .filter(tag -> tag.getKey().equals("log"))
                .findFirst()
                .orElseThrow()
                .getValue();
        Gauge.builder(name, states, all -> {
                    LogState state = all.get(log);
                    return state == null ? Double.NaN : value.applyAsDouble(state);
                })
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
