package io.varve.server.config;

import io.varve.ingest.text.Nearest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a setting may be.
 *
 * @param mayBe completes the sentence "it must be ..."
 * @param choices the words it may be, where they can be counted; else empty
 * @param parser gives null for a text that is not of this type, or throws with a message that says more
 */
record ValueType<T>(String mayBe, List<String> choices, Function<String, @Nullable T> parser) {

    /** The longest value of all is a key in S3. */
    private static final int MOST_CHARS = 1_024;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
    private static final Pattern INTEGER = Pattern.compile("[0-9]{1,9}");

    static ValueType<String> text(String mayBe, Predicate<String> test) {
        return new ValueType<>(mayBe, List.of(), text -> test.test(text) ? text : null);
    }

    /** Text that {@code check} gives back in its final form, or refuses with an IllegalArgumentException. */
    static ValueType<String> checked(String mayBe, Function<String, @Nullable String> check) {
        return new ValueType<>(mayBe, List.of(), check);
    }

    static ValueType<Boolean> yesOrNo() {
        return new ValueType<>("true or false", List.of("true", "false"), text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    static ValueType<String> oneOf(String... words) {
        List<String> all = List.of(words);
        return new ValueType<>(either(all), all, text -> all.contains(text) ? text : null);
    }

    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        List<String> all = List.of(type.getEnumConstants()).stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableList());
        return new ValueType<>(
                either(all),
                all,
                text -> all.contains(text) ? Enum.valueOf(type, text.toUpperCase(Locale.ROOT)) : null);
    }

    static ValueType<Long> size(long min, long max) {
        return new ValueType<>(
                "a size from " + Quantities.size(min) + " to " + Quantities.size(max) + ", written like 64MiB",
                List.of(),
                text -> within(Quantities.parseSize(text), min, max));
    }

    static ValueType<Duration> duration(Duration min) {
        return new ValueType<>(
                "a duration of at least " + Quantities.duration(min) + ", written like 30d, 24h, 15m or 10s",
                List.of(),
                text -> {
                    Duration duration = Quantities.parseDuration(text);
                    return duration.compareTo(min) < 0 ? null : duration;
                });
    }

    static ValueType<Integer> integer(int min, int max) {
        return new ValueType<>("a whole number from " + min + " to " + max, List.of(), text -> {
            Long value = INTEGER.matcher(text).matches() ? within(Long.parseLong(text), min, max) : null;
            return value == null ? null : value.intValue();
        });
    }

    static ValueType<Double> price() {
        return new ValueType<>(
                "a price per GiB-month, written like 0.023",
                List.of(),
                text -> NUMBER.matcher(text).matches() ? Double.valueOf(text) : null);
    }

    static ValueType<URI> httpUri() {
        return new ValueType<>("http(s)://host[:port]", List.of(), text -> {
            try {
                URI uri = new URI(text);
                boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                return http && uri.getHost() != null ? uri : null;
            } catch (URISyntaxException e) {
                return null;
            }
        });
    }

    /**
     * The value of the text.
     *
     * @throws IllegalArgumentException whose message completes the sentence "key is 'text', ..."
     */
    T parse(String text) {
        if (text.length() > MOST_CHARS) {
            throw new IllegalArgumentException("which is longer than " + MOST_CHARS + " characters, must be " + mayBe);
        }
        @Nullable T value;
        try {
            value = parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            value = null;
        }
        if (value == null) {
            String nearest = Nearest.of(text, choices);
            throw new IllegalArgumentException(
                    "must be " + mayBe + (nearest == null ? "" : "; did you mean " + nearest + "?"));
        }
        return value;
    }

    private static @Nullable Long within(long value, long min, long max) {
        return value < min || value > max ? null : value;
    }

    private static String either(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
