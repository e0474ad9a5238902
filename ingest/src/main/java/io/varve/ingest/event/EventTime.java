package io.varve.ingest.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The business time that a producer gave: an instant in microseconds, and the producer's own text where that text says
 * more (another offset, nanoseconds, another spelling), so that it is given back to the letter.
 *
 * <p>The canonical text of an instant is that of {@link Instant#toString()}: UTC, ending in {@code Z}, with no fraction
 * or with 3 or 6 digits.
 *
 * @param micros microseconds since 1970-01-01T00:00:00Z; a finer time is cut down to the microsecond before it
 * @param otherText the producer's text, where it is not the canonical one; null otherwise
 */
public record EventTime(long micros, @Nullable String otherText) implements Comparable<EventTime> {

    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withChronology(IsoChronology.INSTANCE);

    /** A time whose text is the canonical one. */
    public static EventTime ofMicros(long micros) {
        return new EventTime(micros, null);
    }

    /** The instant, cut down to the microsecond. */
    public static EventTime of(Instant instant) {
        return ofMicros(Micros.of(instant));
    }

    /**
     * Reads an RFC 3339 text; one without an offset is taken as UTC.
     *
     * @throws DateTimeException if the text is neither
     */
    public static EventTime parse(String text) {
        TemporalAccessor parsed = RFC_3339.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        Instant instant = parsed instanceof OffsetDateTime withOffset
                ? withOffset.toInstant()
                : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
        long micros = micros(instant, text);
        return new EventTime(micros, Micros.text(micros).equals(text) ? null : text);
    }

    private static long micros(Instant instant, String text) {
        try {
            return Micros.of(instant);
        } catch (ArithmeticException e) {
            throw new DateTimeException("time '" + text + "' is too far from 1970 to be kept in microseconds", e);
        }
    }

    /** The text as the producer gave it. */
    public String text() {
        return otherText == null ? Micros.text(micros) : otherText;
    }

    public Instant instant() {
        return Micros.instant(micros);
    }

    @Override
    public int compareTo(EventTime other) {
        return Long.compare(micros, other.micros);
    }
}
