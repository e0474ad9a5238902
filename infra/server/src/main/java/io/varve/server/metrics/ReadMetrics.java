package io.varve.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.cache.CacheStatistics;
import io.varve.tiering.partition.Tier;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is read of one log, and what that costs, in numbers. */
final class ReadMetrics {

    private final MeterRegistry registry;
    private final ArchiveLog log;
    private final Tags tags;

    private ReadMetrics(MeterRegistry registry, ArchiveLog log) {
        this.registry = registry;
        this.log = log;
        this.tags = Tags.of("log", log.name());
    }

    static void register(MeterRegistry registry, ArchiveLog log) {
        ReadMetrics metrics = new ReadMetrics(registry, log);
        metrics.registerEvents();
        metrics.registerCache();
        metrics.registerBucket();
    }

    /** What is under way is in it, so that a reader who follows for days shows up while he does. */
    private void registerEvents() {
        for (Tier tier : Tier.values()) {
            Tags both = tags.and("tier", tier.name().toLowerCase(Locale.ROOT));
            counter(
                    "varve.read.events",
                    "events that replays delivered to readers, subscriptions, states and SQL",
                    both,
                    each -> each.replayer().delivered(tier).events());
            counter(
                    "varve.read.data.bytes",
                    "bytes of the data of these events",
                    both,
                    each -> each.replayer().delivered(tier).dataBytes());
        }
    }

    private void registerCache() {
        cache("varve.cold.cache.hits", "cold blocks that look-ups found in the cache", CacheStatistics::hits);
        cache("varve.cold.cache.misses", "cold blocks that had to be fetched", CacheStatistics::misses);
        cache("varve.cold.cache.evictions", "blocks that made room for others", CacheStatistics::evictions);
        cache(
                "varve.cold.cache.damaged",
                "blocks that were not as they were stored, and were fetched again",
                CacheStatistics::damaged);
        cache("varve.cold.cache.failures", "times that the cache's disk failed", CacheStatistics::failures);
        Gauge.builder("varve.cold.cache.bytes", log, each -> statistics(each).storedBytes())
                .description("bytes that the cache of cold blocks holds")
                .tags(tags)
                .register(registry);
    }

    private void registerBucket() {
        counter(
                "varve.cold.requests",
                "requests that read the bucket for replays and look-ups",
                tags,
                each -> each.files().coldReads().requestsMade());
        counter(
                "varve.cold.fetched.bytes",
                "bytes that these asked for",
                tags,
                each -> each.files().coldReads().bytesFetched());
    }

    private void cache(String name, String description, ToDoubleFunction<CacheStatistics> value) {
        counter(name, description, tags, each -> value.applyAsDouble(statistics(each)));
    }

    private static CacheStatistics statistics(ArchiveLog log) {
        return log.files().coldReads().cacheStatistics();
    }

    private void counter(String name, String description, Tags both, ToDoubleFunction<ArchiveLog> value) {
        FunctionCounter.builder(name, log, value)
                .description(description)
                .tags(both)
                .register(registry);
    }
}
