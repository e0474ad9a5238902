package io.varve.server.report;

import io.varve.query.snapshot.Skipped;
import io.varve.query.snapshot.Snapshot;
import io.varve.query.state.Explanation;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a state was made, as it is shown.
 *
 * @param from the snapshot that the fold began with; null if it began with the first event
 * @param skipped the snapshots that were passed over
 * @param events those folded from there on, by tier; 0 where a tier is absent
 * @param files read
 * @param bytes of them
 * @param s3Gets requests to the bucket
 * @param lookUpMs milliseconds to look snapshots up
 * @param readMs milliseconds to find and read events
 * @param foldMs milliseconds to fold them and write the state
 */
public record StateExplanation(
        @Nullable From from,
        List<PassedOver> skipped,
        Map<Tier, Long> events,
        long files,
        long bytes,
        long s3Gets,
        double lookUpMs,
        double readMs,
        double foldMs) {

    private static final double NANOS_PER_MS = 1e6;

    public StateExplanation {
        skipped = List.copyOf(skipped);
        events = Map.copyOf(events);
    }

    /**
     * A snapshot.
     *
     * @param version -1 if it is of the whole log
     * @param events how many it is the fold of
     */
    public record From(long position, long version, long events) {}

    /**
     * A snapshot that was not used.
     *
     * @param position null where it cannot be read
     * @param reason a name for programs
     * @param says the same in words
     */
    public record PassedOver(@Nullable Long position, String reason, String says) {

        private static PassedOver of(Skipped skipped) {
            return new PassedOver(skipped.position(), skipped.reason().name(), skipped.text());
        }
    }

    static StateExplanation of(Explanation how) {
        Snapshot snapshot = how.snapshot();
        return new StateExplanation(
                snapshot == null ? null : new From(snapshot.position(), snapshot.version(), snapshot.events()),
                how.skipped().stream().map(PassedOver::of).toList(),
                how.events(),
                how.reads().files(),
                how.reads().bytes(),
                how.reads().requests(),
                how.lookUpNanos() / NANOS_PER_MS,
                how.readNanos() / NANOS_PER_MS,
                how.foldNanos() / NANOS_PER_MS);
    }

    /** The name in JSON of the events of a tier. */
    public static String eventsOf(Tier tier) {
        return tier.name().toLowerCase(Locale.ROOT) + "Events";
    }

    void text(PrintStream out) {
        From snapshot = from;
        StateReport.line(
                out,
                "snapshot",
                snapshot == null
                        ? "none: folded from the first event on"
                        : "at position " + snapshot.position()
                                + (snapshot.version() < 0 ? "" : ", version " + snapshot.version()) + ", of "
                                + Words.plural(snapshot.events(), "event"));
        skipped.forEach(each -> StateReport.line(out, "skipped", each.says()));
        StateReport.line(
                out, "replayed", text(Tier.HOT) + " hot, " + text(Tier.WARM) + " warm, " + text(Tier.COLD) + " cold");
        StateReport.line(
                out,
                "read",
                Words.plural(files, "file") + ", " + Words.size(bytes) + ", " + Words.plural(s3Gets, "S3 GET"));
        StateReport.line(
                out,
                "took",
                String.format(
                        Locale.ROOT, "%.1f ms to look up, %.1f ms to read, %.1f ms to fold", lookUpMs, readMs, foldMs));
    }

    private String text(Tier tier) {
        return Words.count(events.getOrDefault(tier, 0L));
    }

    void write(JsonReport json) throws IOException {
        From snapshot = from;
        json.field("snapshotPosition", snapshot == null ? null : (Long) snapshot.position())
                .field("snapshotVersion", snapshot == null ? null : (Long) snapshot.version())
                .field("snapshotEvents", snapshot == null ? null : (Long) snapshot.events())
                .array(
                        "skipped",
                        skipped,
                        (each, passed) -> each.field("position", passed.position())
                                .field("reason", passed.reason())
                                .field("says", passed.says()));
        for (Tier tier : Tier.values()) {
            json.field(eventsOf(tier), events.getOrDefault(tier, 0L).longValue());
        }
        json.field("files", files)
                .field("bytes", bytes)
                .field("s3Gets", s3Gets)
                .field("lookUpMs", lookUpMs)
                .field("readMs", readMs)
                .field("foldMs", foldMs);
    }
}
