package io.varve.ingest.source;

import io.varve.ingest.event.EventTime;
import java.time.DateTimeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ISO 8601 texts as tables hold them: a date alone, a blank instead of T, no seconds, no offset (which is UTC), an
 * offset of hours alone. What is not RFC 3339 already is spelt so.
 */
final class SqlTime {

    private static final Pattern ISO = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})"
            + "(?:[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\\.[0-9]{1,9})?)? ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");

    private SqlTime() {}

    /**
     * The time that the text says.
     *
     * @throws DateTimeException if it is not such a text
     */
    static EventTime parse(String text) {
        Matcher iso = ISO.matcher(text);
        if (!iso.matches()) {
            throw new DateTimeException("not ISO 8601");
        }
        String minute = orElse(iso.group(2), "00:00");
        String second = orElse(iso.group(3), ":00");
        return TimeText.parse(iso.group(1) + 'T' + minute + second + offset(orElse(iso.group(4), "Z")));
    }

    private static String offset(String text) {
        return switch (text.length()) {
            case 1 -> "Z";
            case 3 -> text + ":00";
            case 5 -> text.substring(0, 3) + ':' + text.substring(3);
            default -> text;
        };
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
