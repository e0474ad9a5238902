package io.varve.server.cli;

import io.varve.ingest.event.Micros;
import io.varve.query.state.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a past moment of a log. */
final class AsOf {

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "what was so then (default: now)")
    private @Nullable Instant time;

    @Option(
            names = "--by",
            paramLabel = "recorded|time",
            description = "what --as-of means: log time or business time (default: recorded)")
    private ReplayCommand.@Nullable Basis by;

    boolean isGiven() {
        return time != null;
    }

    /** @throws UsageException if they do not go together */
    Moment moment() {
        Instant then = time;
        if (then == null) {
            if (by != null) {
                throw new UsageException("--by says what --as-of means: give it with --as-of");
            }
            return Moment.now();
        }
        return by == ReplayCommand.Basis.TIME ? Moment.happenedBy(Micros.of(then)) : Moment.knownAt(Micros.of(then));
    }
}
