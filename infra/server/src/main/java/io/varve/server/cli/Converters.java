package io.varve.server.cli;

import io.varve.ingest.append.ExpectedVersion;
import io.varve.server.config.Quantities;
import io.varve.server.input.Inputs;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import picocli.CommandLine;

/** Reads the values of options; a refusal says what the value may be. */
final class Converters {

    private Converters() {}

    static CommandLine register(CommandLine commandLine) {
        return commandLine
                .registerConverter(Instant.class, text -> checked(text, Inputs::instant))
                .registerConverter(Duration.class, text -> checked(text, Quantities::parseDuration))
                .registerConverter(PartitionUnit.class, text -> checked(text, PartitionUnit::parse))
                .registerConverter(Partition.class, text -> checked(text, Partition::parse))
                .registerConverter(Tier.class, text -> checked(text, Inputs::tier))
                .registerConverter(ExpectedVersion.class, text -> checked(text, Inputs::expectedVersion))
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
}
