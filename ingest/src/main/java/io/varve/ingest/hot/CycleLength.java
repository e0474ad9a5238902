package io.varve.ingest.hot;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.OptionalInt;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;

/** The span of log time, in UTC, that one file of the hot log holds. It never changes for a directory. */
public enum CycleLength {
    HOUR(Duration.ofHours(1), "uuuuMMdd-HH'F'"),
    DAY(Duration.ofDays(1), "uuuuMMdd'F'");

    /** Start of cycle 0, 1600-01-01: history can be laid down too, and Chronicle knows no negative cycle. */
    static final long EPOCH_MILLIS = Instant.parse("1600-01-01T00:00:00Z").toEpochMilli();

    static final String FILE_SUFFIX = ".cq4";

    private static final long END_MILLIS =
            Instant.parse("+10000-01-01T00:00:00Z").toEpochMilli();

    private final long millis;
    private final DateTimeFormatter stem;

    CycleLength(Duration span, String stemPattern) {
        this.millis = span.toMillis();
        this.stem = new DateTimeFormatterBuilder()
                .appendPattern(stemPattern)
                .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                .toFormatter(Locale.ROOT);
    }

    RollCycle rollCycle() {
        return this == HOUR ? RollCycles.FAST_HOURLY : RollCycles.FAST_DAILY;
    }

    /**
     * The number of the cycle in which the instant lies.
     *
     * @throws IllegalArgumentException if it lies outside of the years 1600 to 9999
     */
    int cycleOf(long micros) {
        long epochMillis = Math.floorDiv(micros, 1_000L);
        if (epochMillis < EPOCH_MILLIS || epochMillis >= END_MILLIS) {
            throw new IllegalArgumentException(
                    Instant.ofEpochMilli(epochMillis) + " cannot be log time: it must lie in the years 1600 to 9999");
        }
        return Math.toIntExact((epochMillis - EPOCH_MILLIS) / millis);
    }

    /** Whether the instant lies in the cycle. */
    boolean holds(int cycle, long micros) {
        return micros >= startMicros(cycle) && micros < startMicros(cycle + 1);
    }

    /** The first instant of the cycle, in microseconds. */
    long startMicros(int cycle) {
        return startMillis(cycle) * 1_000L;
    }

    /** The first instant of the cycle, in milliseconds. */
    long startMillis(int cycle) {
        return EPOCH_MILLIS + cycle * millis;
    }

    /** The name of the cycle's file, as Chronicle makes it. */
    String fileName(int cycle) {
        return stem.format(LocalDateTime.ofEpochSecond(startMillis(cycle) / 1_000L, 0, ZoneOffset.UTC)) + FILE_SUFFIX;
    }

    /** The cycle whose file has this name; empty if the name is not of a cycle of this length. */
    OptionalInt cycleOfFile(String fileName) {
        String text = fileName.substring(0, fileName.length() - FILE_SUFFIX.length());
        try {
            Instant start = LocalDateTime.parse(text, stem).toInstant(ZoneOffset.UTC);
            return OptionalInt.of(cycleOf(Math.multiplyExact(start.toEpochMilli(), 1_000L)));
        } catch (DateTimeException | IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }
}
