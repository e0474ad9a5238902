package io.varve.server.http.route;

import io.javalin.http.Context;
import io.varve.ingest.text.Nearest;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.input.Inputs;
import io.varve.server.report.Words;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request. One that is not known, or is given twice, is refused at once; a value that cannot
 * be, when it is asked for: with a {@link ProblemException} that names the parameter, its value and what it may be.
 */
public final class Query {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int MOST_CHARS_SHOWN = 80;

    private final Map<String, List<String>> given;

    private Query(Map<String, List<String>> given) {
        this.given = given;
    }

    /** @param known all that the route takes */
    public static Query of(Context context, String... known) {
        return of(context, List.of(known));
    }

    /** @param known all that the route takes */
    public static Query of(Context context, List<String> known) {
        Map<String, List<String>> given = parameters(context);
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                String nearest = Nearest.of(name, known);
                String says = nearest != null
                        ? "did you mean '" + nearest + "'?"
                        : known.isEmpty() ? "there are none here" : "there are " + String.join(", ", known);
                throw refusal(name, "query parameter '" + shown(name) + "' is unknown: " + says);
            }
            if (values.size() > 1) {
                throw refusal(name, "query parameter '" + name + "' is given " + values.size() + " times");
            }
        });
        return new Query(given);
    }

    private static Map<String, List<String>> parameters(Context context) {
        try {
            return context.queryParamMap();
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            ProblemType.BAD_REQUEST,
                            "the query string is not percent-encoded UTF-8 of the form name=value&name=value")
                    .exception();
        }
    }

    public boolean has(String name) {
        return given.containsKey(name);
    }

    /** The text as it was given; null if it was not. */
    public @Nullable String text(String name) {
        List<String> values = given.get(name);
        return values == null ? null : values.get(0);
    }

    /** An instant, or a day, which is its beginning in UTC; null if none was given. */
    public @Nullable Instant instant(String name) {
        return value(name, Inputs::instant);
    }

    /** A whole number within bounds, both inclusive; null if none was given. */
    public @Nullable Long number(String name, long min, long max) {
        return value(name, text -> {
            if (NUMBER.matcher(text).matches()) {
                long number = Long.parseLong(text);
                if (number >= min && number <= max) {
                    return number;
                }
            }
            throw new IllegalArgumentException("'" + shown(text) + "' must be a whole number of " + min + " or more"
                    + (max == Long.MAX_VALUE ? "" : ", at most " + max));
        });
    }

    /** {@code true} or {@code false}; false if it was not given, true if it was given without a value. */
    public boolean flag(String name) {
        Boolean flag = value(name, text -> switch (text) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + shown(text) + "' must be true or false");
        });
        return flag != null && flag;
    }

    /**
     * What {@code parse} makes of the text; null if none was given.
     *
     * @param parse throws an IllegalArgumentException whose message names the text and says what it may be
     */
    public <T> @Nullable T value(String name, Function<String, T> parse) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refusal(name, "query parameter '" + name + "': " + e.getMessage());
        }
    }

    /** Refuses a parameter for what it says. */
    public static ProblemException refusal(String name, String detail) {
        return Problem.of(ProblemType.INVALID_PARAMETER, Words.onOneLine(detail))
                .with("parameter", shown(name))
                .exception();
    }

    private static String shown(String text) {
        String cut = text.length() <= MOST_CHARS_SHOWN ? text : text.substring(0, MOST_CHARS_SHOWN) + "…";
        return Words.onOneLine(cut);
    }
}
