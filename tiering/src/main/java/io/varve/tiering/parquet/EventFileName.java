package io.varve.tiering.parquet;

import io.varve.tiering.partition.Partition;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an event file, which tells what it holds:
 * {@code 2026-01-31_0000000000000001000_0000000000000001999_<attempt>_<sha256>.parquet}.
 *
 * @param partition the partition all events lie in
 * @param firstPosition position of the first event
 * @param lastPosition position of the last event
 * @param attempt id of the attempt that wrote the file
 * @param sha256Hex SHA-256 of the whole file, 64 lower-case hexadecimal digits
 */
public record EventFileName(
        Partition partition, long firstPosition, long lastPosition, String attempt, String sha256Hex) {

    /** What the name of a sidecar adds to the name of its file. */
    public static final String SIDECAR_SUFFIX = ".sidecar";

    private static final Pattern FORM =
            Pattern.compile("([0-9T-]+)_([0-9]{19})_([0-9]{19})_([A-Za-z0-9-]{1,64})_([0-9a-f]{64})\\.parquet");

    public EventFileName {
        FileIdentity.requireAttempt(attempt);
        if (firstPosition < 0 || lastPosition < firstPosition || lastPosition == Long.MAX_VALUE) {
            throw new IllegalArgumentException("positions " + firstPosition + " to " + lastPosition);
        }
    }

    /**
     * The parts of the name.
     *
     * @param fileName the last part of a path or URI
     * @throws IllegalArgumentException if it is not the name of an event file
     */
    public static EventFileName parse(String fileName) {
        Matcher matcher = FORM.matcher(fileName);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + fileName + "' is not the name of an event file");
        }
        return new EventFileName(
                Partition.parse(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                matcher.group(4),
                matcher.group(5));
    }

    /** What follows the last slash of a path or URI. */
    static String lastPart(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** The name of the file. */
    public String format() {
        return String.format(
                Locale.ROOT,
                "%s_%019d_%019d_%s_%s.parquet",
                partition.name(),
                firstPosition,
                lastPosition,
                attempt,
                sha256Hex);
    }

    /** The name of the sidecar beside the file. */
    public String sidecar() {
        return format() + SIDECAR_SUFFIX;
    }

    /** The SHA-256 of the whole file. */
    public byte[] sha256() {
        return HexFormat.of().parseHex(sha256Hex);
    }
}
