package io.varve.server.input;

import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.event.EventTime;
import io.varve.tiering.partition.Tier;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads values as they are written on the command line and in requests. Each method throws an IllegalArgumentException
 * that names the text and says what it may be.
 */
public final class Inputs {

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private Inputs() {}

    /** An instant of RFC 3339, or a day, which is its beginning in UTC. */
    public static Instant instant(String text) {
        try {
            return DATE.matcher(text).matches()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : EventTime.parse(text).instant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be an instant such as 2026-01-31T05:07:09Z, or a day such as 2026-01-31", e);
        }
    }

    /** {@code hot}, {@code warm} or {@code cold}, in any case. */
    public static Tier tier(String text) {
        try {
            return Tier.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' must be hot, warm or cold", e);
        }
    }

    /** A version, {@code none} or {@code any}. */
    public static ExpectedVersion expectedVersion(String text) {
        return switch (text) {
            case "any" -> ExpectedVersion.any();
            case "none" -> ExpectedVersion.none();
            default -> {
                if (!VERSION.matcher(text).matches()) {
                    throw new IllegalArgumentException(
                            "'" + text + "' must be a version such as 0 or 17, or none, or any");
                }
                yield ExpectedVersion.exactly(Long.parseLong(text));
            }
        };
    }
}
