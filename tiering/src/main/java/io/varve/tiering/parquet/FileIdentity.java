package io.varve.tiering.parquet;

import io.varve.tiering.partition.Partition;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Whose events a file holds, and in which attempt it was written.
 *
 * @param log name of the log
 * @param logId id of the log, for ever
 * @param partition the partition all events lie in
 * @param attempt new for each attempt to write the partition: 1 to 64 letters, digits and hyphens
 */
public record FileIdentity(String log, UUID logId, Partition partition, String attempt) {

    private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9-]{1,64}");

    public FileIdentity {
        requireAttempt(attempt);
    }

    static void requireAttempt(String attempt) {
        if (!ATTEMPT.matcher(attempt).matches()) {
            throw new IllegalArgumentException(
                    "attempt '" + attempt + "' must be 1 to 64 letters a-z, digits and hyphens");
        }
    }
}
