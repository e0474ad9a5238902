package io.varve.server.access;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One permission, written {@code reader} for all logs or {@code reader:events} for one.
 *
 * @param permission what may be done
 * @param log with which log; null for all of them
 */
public record Grant(Permission permission, @Nullable String log) {

    private static final Pattern WRITTEN = Pattern.compile("(producer|reader|operator)(?::([a-z][a-z0-9_-]{0,62}))?");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Grant parse(String text) {
        var matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("role '" + text
                    + "' must be producer, reader or operator, alone or for one log, such as reader:events");
        }
        return new Grant(Permission.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), matcher.group(2));
    }

    /**
     * Whether this is enough.
     *
     * @param ofLog null where the whole archive is meant: to read what of it one may, a grant for any log is enough,
     *     for all else one for all logs is needed
     */
    boolean covers(Permission wanted, @Nullable String ofLog) {
        boolean isOfLog = log == null || log.equals(ofLog) || (ofLog == null && wanted == Permission.READER);
        return permission == wanted && isOfLog;
    }

    @Override
    public String toString() {
        return log == null ? permission.text() : permission.text() + ":" + log;
    }
}
