package io.varve.tiering.partition;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The calendar unit, in UTC, that one partition of a log spans. It is set when the log is created and never changes.
 */
public enum PartitionUnit {
    HOUR(ChronoUnit.HOURS, "uuuu-MM-dd'T'HH"),
    DAY(ChronoUnit.DAYS, "uuuu-MM-dd"),
    MONTH(ChronoUnit.MONTHS, "uuuu-MM");

    private final ChronoUnit span;
    private final DateTimeFormatter nameFormat;

    PartitionUnit(ChronoUnit span, String namePattern) {
        this.span = span;
        this.nameFormat = DateTimeFormatter.ofPattern(namePattern, Locale.ROOT);
    }

    /** The unit written as {@code hour}, {@code day} or {@code month}. */
    public static PartitionUnit parse(String text) {
        for (PartitionUnit unit : values()) {
            if (unit.text().equals(text)) {
                return unit;
            }
        }
        throw new IllegalArgumentException("partition unit '" + text + "' must be hour, day or month");
    }

    /** {@code hour}, {@code day} or {@code month}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    ZonedDateTime startOf(ZonedDateTime time) {
        ZonedDateTime utc = time.withZoneSameInstant(ZoneOffset.UTC);
        return this == MONTH ? utc.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1) : utc.truncatedTo(span);
    }

    ZonedDateTime next(ZonedDateTime start) {
        return start.plus(1, span);
    }

    DateTimeFormatter nameFormat() {
        return nameFormat;
    }
}
