package io.varve.server.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write and read them: {@code 64MiB}, {@code 30d}. */
public final class Quantities {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18}) ?(B|KiB|MiB|GiB|TiB)?");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final String[] SIZE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;

    private Quantities() {}

    /**
     * Bytes of a text such as {@code 64MiB}; a number alone counts bytes.
     *
     * @throws IllegalArgumentException if the text is not a size
     */
    public static long parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' must be a size such as 64MiB");
        }
        long bytes = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        for (int i = 0; unit != null && !SIZE_UNITS[i].equals(unit); i++) {
            if (bytes > Long.MAX_VALUE / STEP) {
                throw new IllegalArgumentException("'" + text + "' must be a size such as 64MiB, of less than 8 EiB");
            }
            bytes *= STEP;
        }
        return bytes;
    }

    /**
     * The duration of a text such as {@code 30d}; the units are d, h, m, s and ms.
     *
     * @throws IllegalArgumentException if the text is not a duration
     */
    public static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' must be a duration such as 30d, 24h, 15m or 10s");
        }
        return unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }

    /** Bytes for people: {@code 812 B}, {@code 4.7 MiB}. */
    public static String size(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < SIZE_UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        boolean whole = value == Math.rint(value) && value < STEP;
        return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", value, SIZE_UNITS[unit]);
    }

    /** The shortest text that {@link #parseDuration} reads back: {@code 30d}, {@code 36h}. */
    public static String duration(Duration duration) {
        for (String unit : new String[] {"d", "h", "m", "s"}) {
            long unitMillis = UNITS.getOrDefault(unit, Duration.ZERO).toMillis();
            if (duration.toMillis() % unitMillis == 0 && !duration.isZero()) {
                return duration.toMillis() / unitMillis + unit;
            }
        }
        return duration.isZero() ? "0s" : duration.toMillis() + "ms";
    }
}
