package io.varve.server.http.route;

import io.javalin.http.Context;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.report.Words;
import java.util.List;
import java.util.Locale;

/** Chooses the form of an answer by the header {@code Accept}. */
public final class Accepted {

    private Accepted() {}

    /**
     * The media type that is wanted most; of equal ones the first that is offered, which is also what is sent where
     * nothing is asked for.
     *
     * @param offered bare media types in lower case
     * @throws io.varve.server.http.problem.ProblemException 406 if none of them is wanted
     */
    public static String choose(Context context, List<String> offered) {
        String accept = context.header("Accept");
        if (accept == null || accept.isBlank()) {
            return offered.get(0);
        }
        String best = null;
        double bestQuality = 0;
        for (String type : offered) {
            double quality = quality(accept, type);
            if (quality > bestQuality) {
                best = type;
                bestQuality = quality;
            }
        }
        if (best == null) {
            throw Problem.of(
                            ProblemType.NOT_ACCEPTABLE,
                            Words.onOneLine("'" + accept + "' accepts none of " + String.join(", ", offered)))
                    .with("offered", String.join(", ", offered))
                    .exception();
        }
        return best;
    }

    /** How much a type is wanted, by the most specific range that it lies in. */
    private static double quality(String accept, String type) {
        int mostSpecific = -1;
        double quality = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.strip().toLowerCase(Locale.ROOT).split(";", -1);
            int specific = specific(parts[0].strip(), type);
            if (specific > mostSpecific) {
                mostSpecific = specific;
                quality = weight(parts);
            }
        }
        return quality;
    }

    private static int specific(String range, String type) {
        if (range.equals(type)) {
            return 2;
        }
        if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
            return 1;
        }
        return range.equals("*/*") || range.equals("*") ? 0 : -1;
    }

    private static double weight(String[] parts) {
        for (String part : parts) {
            String parameter = part.strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
