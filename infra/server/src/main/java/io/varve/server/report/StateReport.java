package io.varve.server.report;

import io.varve.ingest.event.Micros;
import io.varve.query.projection.Projection;
import io.varve.query.state.State;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A state as it is shown.
 *
 * @param projection its name
 * @param projectionVersion the projection's version
 * @param subject the aggregate; null for the whole log
 * @param version of the last event folded; -1 if none was, and in a state of the whole log
 * @param position of the last event folded; -1 if none was
 * @param recordedAt its log time; null if none was
 * @param state JSON text in UTF-8; not copied, not to be changed
 * @param explanation how it was made; null where nobody asks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StateReport(
        String projection,
        int projectionVersion,
        @Nullable String subject,
        long version,
        long position,
        @Nullable Instant recordedAt,
        byte[] state,
        @Nullable StateExplanation explanation) {

    /** @param explained whether to tell how it was made */
    public static StateReport of(Projection<?> projection, State state, boolean explained) {
        Long micros = state.recordedAtMicros();
        return new StateReport(
                projection.name(),
                projection.version(),
                state.subject() == null ? null : state.subject().value(),
                state.version(),
                state.position(),
                micros == null ? null : Micros.instant(micros),
                state.json(),
                explained ? StateExplanation.of(state.explanation()) : null);
    }

    /** Writes it for people. */
    public void text(PrintStream out) {
        if (subject != null) {
            line(out, "subject", subject);
            line(out, "version", Long.toString(version));
        }
        line(out, "position", Long.toString(position));
        line(out, "recorded", recordedAt == null ? Words.NONE : recordedAt.toString());
        line(out, "state", new String(state, StandardCharsets.UTF_8));
        if (explanation != null) {
            explanation.text(out);
        }
    }

    static void line(PrintStream out, String name, String value) {
        out.println(String.format(Locale.ROOT, "%-9s %s", name, value));
    }

    /** Writes it for scripts. */
    public void json(PrintStream out) {
        StateExplanation how = explanation;
        JsonReport.object(out, json -> {
            json.field("projection", projection)
                    .field("projectionVersion", projectionVersion)
                    .field("subject", subject)
                    .field("version", version)
                    .field("position", position)
                    .field("recordedAt", recordedAt)
                    .json("state", state);
            if (how != null) {
                json.object("explain", how::write);
            }
        });
    }
}
