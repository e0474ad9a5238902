package io.varve.server.cli;

import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.event.EventTime;
import io.varve.server.config.Quantities;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.partition.Tier;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Reads the values of options; a refusal says what the value may be. */
final class Converters {

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private Converters() {}

    static CommandLine register(CommandLine commandLine) {
        return commandLine
                .registerConverter(Instant.class, text -> checked(text, Converters::instant))
                .registerConverter(Duration.class, text -> checked(text, Quantities::parseDuration))
                .registerConverter(PartitionUnit.class, text -> checked(text, PartitionUnit::parse))
                .registerConverter(Partition.class, text -> checked(text, Partition::parse))
                .registerConverter(Tier.class, text -> checked(text, Converters::tier))
                .registerConverter(ExpectedVersion.class, text -> checked(text, Converters::expectedVersion))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** A size written like 64MiB, in bytes. */
    static final class Size implements CommandLine.ITypeConverter<Long> {

        @Override
        public Long convert(String text) {
            return checked(text, Quantities::parseSize);
        }
    }

    private static <T> T checked(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static Instant instant(String text) {
        try {
            return DATE.matcher(text).matches()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : EventTime.parse(text).instant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be an instant such as 2026-01-31T05:07:09Z, or a day such as 2026-01-31", e);
        }
    }

    private static Tier tier(String text) {
        try {
            return Tier.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' must be hot, warm or cold", e);
        }
    }

    private static ExpectedVersion expectedVersion(String text) {
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
