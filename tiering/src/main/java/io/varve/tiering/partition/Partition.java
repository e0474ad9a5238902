package io.varve.tiering.partition;

import io.varve.ingest.event.Micros;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * The events of one calendar unit of log time: the unit that migrates. Ordered by its start.
 *
 * @param unit hour, day or month
 * @param startMicros first instant, in microseconds since 1970-01-01T00:00:00Z, always the start of a unit in UTC
 */
public record Partition(PartitionUnit unit, long startMicros) implements Comparable<Partition> {

    public Partition {
        if (start(unit, startMicros) != startMicros) {
            throw new IllegalArgumentException(Micros.text(startMicros) + " is not the start of a " + unit.text());
        }
    }

    /** The partition in which the instant lies. */
    public static Partition of(PartitionUnit unit, long micros) {
        return new Partition(unit, start(unit, micros));
    }

    /**
     * The partition of this name.
     *
     * @throws IllegalArgumentException if the name is not that of an hour, a day or a month
     */
    public static Partition parse(String name) {
        for (PartitionUnit unit : PartitionUnit.values()) {
            if (name.length() == of(unit, 0).name().length()) {
                return parse(unit, name);
            }
        }
        throw malformed(name);
    }

    private static Partition parse(PartitionUnit unit, String name) {
        try {
            LocalDateTime start = LocalDateTime.parse(name, withDefaults(unit));
            Partition partition = of(unit, Micros.of(start.toInstant(ZoneOffset.UTC)));
            if (!partition.name().equals(name)) {
                throw malformed(name); // a day that its month does not have
            }
            return partition;
        } catch (DateTimeException e) {
            throw malformed(name);
        }
    }

    private static IllegalArgumentException malformed(String name) {
        return new IllegalArgumentException("partition '" + name
                + "' must be written as 2026-01 (month), 2026-01-31 (day) or 2026-01-31T05 (hour)");
    }

    /** The first instant after the partition, in microseconds. */
    public long endMicros() {
        return Micros.of(
                unit.next(Micros.instant(startMicros).atZone(ZoneOffset.UTC)).toInstant());
    }

    /** {@code 2026-01-31T05}, {@code 2026-01-31} or {@code 2026-01}. */
    public String name() {
        return unit.nameFormat().format(Micros.instant(startMicros).atZone(ZoneOffset.UTC));
    }

    @Override
    public int compareTo(Partition other) {
        return Long.compare(startMicros, other.startMicros);
    }

    @Override
    public String toString() {
        return name();
    }

    private static long start(PartitionUnit unit, long micros) {
        ZonedDateTime time = Micros.instant(micros).atZone(ZoneOffset.UTC);
        return Micros.of(unit.startOf(time).toInstant());
    }

    private static DateTimeFormatter withDefaults(PartitionUnit unit) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().append(unit.nameFormat());
        if (unit == PartitionUnit.MONTH) {
            builder.parseDefaulting(ChronoField.DAY_OF_MONTH, 1);
        }
        if (unit != PartitionUnit.HOUR) {
            builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
        }
        return builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0).toFormatter(Locale.ROOT);
    }
}
