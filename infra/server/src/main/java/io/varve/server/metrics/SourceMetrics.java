package io.varve.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.varve.ingest.source.feed.FeedStatus;
import java.util.function.ToDoubleFunction;

/** One source in numbers. */
final class SourceMetrics {

    private final MeterRegistry registry;
    private final FeedStatus status;
    private final Tags tags;

    private SourceMetrics(MeterRegistry registry, FeedStatus status) {
        this.registry = registry;
        this.status = status;
        this.tags = Tags.of("source", status.name(), "log", status.log());
    }

    static void register(MeterRegistry registry, FeedStatus status) {
        SourceMetrics metrics = new SourceMetrics(registry, status);
        metrics.counter("varve.source.events", "events that the source has appended", FeedStatus::events);
        metrics.counter("varve.source.duplicates", "events that the log had already", FeedStatus::duplicates);
        metrics.counter("varve.source.dead.letters", "what could not be an event", FeedStatus::deadLetters);
        metrics.counter(
                "varve.source.failures", "steps that failed and were or will be tried again", FeedStatus::failures);
        metrics.gauge(
                "varve.source.up",
                "1: the newest step did what it should; 0: it failed",
                s -> s.problem() == null ? 1 : 0);
        metrics.gauge(
                "varve.source.behind",
                "records or rows in the source that were not taken; NaN: not known",
                s -> s.behind() == FeedStatus.UNKNOWN ? Double.NaN : s.behind());
        metrics.gauge("varve.source.held.back", "rows that wait for those before them", FeedStatus::heldBack);
    }

    private void counter(String name, String description, ToDoubleFunction<FeedStatus> value) {
        FunctionCounter.builder(name, status, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<FeedStatus> value) {
        Gauge.builder(name, status, value)
                .strongReference(true)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
