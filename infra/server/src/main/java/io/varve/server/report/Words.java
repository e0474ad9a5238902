package io.varve.server.report;

import io.varve.ingest.event.Micros;
import io.varve.server.config.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and times as people read them, the same in every locale. */
public final class Words {

    /** What stands where there is nothing. */
    public static final String NONE = "-";

    private static final double NANOS = 1e9;

    private Words() {}

    /** {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 4.7 MiB}. */
    public static String size(long bytes) {
        return Quantities.size(bytes);
    }

    /** {@code 12.3 %}. */
    public static String share(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    /** The instant in UTC to the second, such as {@code 2026-01-31T05:07:09Z}. */
    public static String instant(@Nullable Instant instant) {
        return instant == null ? NONE : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@link #instant} of microseconds. */
    public static String micros(long micros) {
        return instant(Micros.instant(micros));
    }

    /** {@code 1.23 s}, or {@code 2 min 5 s}. */
    public static String seconds(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(2)) >= 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / NANOS);
    }

    /** {@code 123,456 events/s}. */
    public static String rate(long events, Duration duration) {
        double seconds = Math.max(duration.toNanos(), 1) / NANOS;
        return count(Math.round(events / seconds)) + " events/s";
    }

    /** The text with its control characters as JSON writes them, so that it stays on one line and moves no cursor. */
    public static String onOneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
        }
        return line.toString();
    }

    /** {@code 1 partition}, {@code 2 partitions}. */
    public static String plural(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
