package io.varve.query.projection.declared;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.regex.Pattern;

/** A compiled expression of a file. Thread-safe. */
final class Expression {

    private static final Pattern PLACE = Pattern.compile("^evaluation error( at <input>:\\d+)?: ");

    private final String where;
    private final String canonical;
    private final Program program;

    /**
     * @param where file, line and path, for messages
     * @param canonical the expression in the one form that does not depend on how it is written
     */
    Expression(String where, String canonical, Program program) {
        this.where = where;
        this.canonical = canonical;
        this.program = program;
    }

    String where() {
        return where;
    }

    String canonical() {
        return canonical;
    }

    /**
     * The value, fit for a state.
     *
     * @throws ExpressionException if there is none
     */
    Object value(Variables variables) {
        try {
            return StateValues.of(program.eval(variables));
        } catch (CelEvaluationException e) {
            if (e.getCause() instanceof ExpressionException known) {
                throw known;
            }
            throw new ExpressionException(reason(e));
        }
    }

    private static String reason(CelEvaluationException failure) {
        String message = String.valueOf(failure.getMessage());
        String plain = PLACE.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
        if (failure.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND) {
            int end = plain.indexOf(" Overload candidates");
            return (end < 0 ? plain : plain.substring(0, end))
                    + " These values do not go together: one may be null, or a text where a number is expected";
        }
        return plain;
    }
}
