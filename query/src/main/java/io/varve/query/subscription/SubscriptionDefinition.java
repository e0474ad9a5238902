package io.varve.query.subscription;

import io.varve.ingest.event.EventRules;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a subscription is, from its creation to its end.
 *
 * @param name 1 to 63 of {@code a-z 0-9 _ -}, a letter first
 * @param types wanted types, compared exactly; empty for all; at most {@value #MAX_TYPES}
 * @param tries how often an event is refused before it becomes a dead letter, 1 to {@value #MAX_TRIES}
 * @param deadLetters the log that dead letters go to
 */
public record SubscriptionDefinition(String name, Set<String> types, int tries, String deadLetters) {

    /** The most types that a subscription may name. */
    public static final int MAX_TYPES = 256;

    /** The most refusals that a subscription may wait for. */
    public static final int MAX_TRIES = 1_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    public SubscriptionDefinition {
        types = Set.copyOf(types);
        if (!isName(name)) {
            throw new IllegalArgumentException("subscription name '" + name
                    + "' must be 1 to 63 characters of a-z, 0-9, _ and -, and begin with a letter");
        }
        if (!NAME.matcher(deadLetters).matches()) {
            throw new IllegalArgumentException("dead letters cannot go to a log '" + deadLetters
                    + "': its name must be 1 to 63 characters of a-z, 0-9, _ and -, and begin with a letter");
        }
        if (tries < 1 || tries > MAX_TRIES) {
            throw new IllegalArgumentException("tries is " + tries + ", must be 1 to " + MAX_TRIES);
        }
        if (types.size() > MAX_TYPES) {
            throw new IllegalArgumentException(types.size() + " types are given, at most " + MAX_TYPES + " may be");
        }
        for (String type : types) {
            int bytes = type.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > EventRules.MAX_ATTRIBUTE_BYTES) {
                throw new IllegalArgumentException("a type is " + bytes + " bytes long, no event's is: it must be 1 to "
                        + EventRules.MAX_ATTRIBUTE_BYTES);
            }
        }
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
