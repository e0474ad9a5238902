package io.varve.server.report;

import io.varve.ingest.event.Micros;
import io.varve.query.snapshot.Skipped;
import io.varve.query.snapshot.Snapshot;
import io.varve.query.state.Explanation;
import io.varve.query.state.State;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A state as it is shown.
 *
 * @param explained whether to tell how it was made
 */
public record StateReport(String projection, int version, State state, boolean explained) {

    private static final double NANOS_PER_MS = 1e6;

    /** Writes it for people. */
    public void text(PrintStream out) {
        if (state.subject() != null) {
            line(out, "subject", state.subject().value());
            line(out, "version", Long.toString(state.version()));
        }
        line(out, "position", Long.toString(state.position()));
        Instant recordedAt = recordedAt();
        line(out, "recorded", recordedAt == null ? Words.NONE : recordedAt.toString());
        line(out, "state", new String(state.json(), StandardCharsets.UTF_8));
        if (explained) {
            explain(out, state.explanation());
        }
    }

    private static void explain(PrintStream out, Explanation how) {
        Snapshot snapshot = how.snapshot();
        line(
                out,
                "snapshot",
                snapshot == null
                        ? "none: folded from the first event on"
                        : "at position " + snapshot.position()
                                + (snapshot.version() < 0 ? "" : ", version " + snapshot.version()) + ", of "
                                + Words.plural(snapshot.events(), "event"));
        for (Skipped skipped : how.skipped()) {
            line(out, "skipped", skipped.text());
        }
        line(
                out,
                "replayed",
                events(how, Tier.HOT) + " hot, " + events(how, Tier.WARM) + " warm, " + events(how, Tier.COLD)
                        + " cold");
        line(
                out,
                "read",
                Words.plural(how.reads().files(), "file") + ", "
                        + Words.size(how.reads().bytes()) + ", "
                        + Words.plural(how.reads().requests(), "S3 GET"));
        line(
                out,
                "took",
                String.format(
                        Locale.ROOT,
                        "%.1f ms to look up, %.1f ms to read, %.1f ms to fold",
                        how.lookUpNanos() / NANOS_PER_MS,
                        how.readNanos() / NANOS_PER_MS,
                        how.foldNanos() / NANOS_PER_MS));
    }

    private static String events(Explanation how, Tier tier) {
        return Words.count(how.events().getOrDefault(tier, 0L));
    }

    private static void line(PrintStream out, String name, String value) {
        out.println(String.format(Locale.ROOT, "%-9s %s", name, value));
    }

    /** Writes it for scripts. */
    public void json(PrintStream out) {
        JsonReport.object(out, json -> {
            json.field("projection", projection)
                    .field("projectionVersion", version)
                    .field(
                            "subject",
                            state.subject() == null ? null : state.subject().value())
                    .field("version", state.version())
                    .field("position", state.position())
                    .field("recordedAt", recordedAt())
                    .json("state", state.json());
            if (explained) {
                json.object("explain", each -> explain(each, state.explanation()));
            }
        });
    }

    private static void explain(JsonReport json, Explanation how) throws IOException {
        Snapshot snapshot = how.snapshot();
        json.field("snapshotPosition", snapshot == null ? null : (Long) snapshot.position())
                .field("snapshotVersion", snapshot == null ? null : (Long) snapshot.version())
                .array(
                        "skipped",
                        how.skipped(),
                        (each, skipped) -> each.field("position", skipped.position())
                                .field("reason", skipped.reason())
                                .field("says", skipped.text()));
        for (Tier tier : Tier.values()) {
            json.field(
                    tier.name().toLowerCase(Locale.ROOT) + "Events",
                    how.events().getOrDefault(tier, 0L).longValue());
        }
        json.field("files", how.reads().files())
                .field("bytes", how.reads().bytes())
                .field("s3Gets", how.reads().requests())
                .field("lookUpMs", how.lookUpNanos() / NANOS_PER_MS)
                .field("readMs", how.readNanos() / NANOS_PER_MS)
                .field("foldMs", how.foldNanos() / NANOS_PER_MS);
    }

    private @Nullable Instant recordedAt() {
        Long micros = state.recordedAtMicros();
        return micros == null ? null : Micros.instant(micros);
    }
}
