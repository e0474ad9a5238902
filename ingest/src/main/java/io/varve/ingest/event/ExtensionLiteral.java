package io.varve.ingest.event;

import java.util.regex.Pattern;

/**
 * The text form in which the value of an extension attribute is kept. CloudEvents knows strings, integers and booleans
 * there, and a reader wants back the type that the producer gave; yet most values are plain strings that should read as
 * such in SQL.
 *
 * <p>So {@code 5} is the integer, {@code true} the boolean, and any other text is the string itself, except that a
 * string which would read as one of those, or which begins with a quote, carries one quote in front: {@code "5} is the
 * string 5.
 */
public final class ExtensionLiteral {

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,9})");
    private static final char QUOTE = '"';

    private ExtensionLiteral() {}

    public static String ofString(String value) {
        boolean readsOtherwise = isBoolean(value) || isInteger(value) || startsWithQuote(value);
        return readsOtherwise ? QUOTE + value : value;
    }

    public static String ofInteger(int value) {
        return Integer.toString(value);
    }

    public static String ofBoolean(boolean value) {
        return Boolean.toString(value);
    }

    public static boolean isBoolean(String literal) {
        return literal.equals("true") || literal.equals("false");
    }

    /** Whether the literal is an integer of 32 bits, the only number that CloudEvents knows. */
    public static boolean isInteger(String literal) {
        if (!INTEGER.matcher(literal).matches() || literal.equals("-0")) {
            return false;
        }
        long value = Long.parseLong(literal);
        return value == (int) value;
    }

    /** The value as text, whatever its type: what the HTTP binding of CloudEvents would carry. */
    public static String text(String literal) {
        return startsWithQuote(literal) ? literal.substring(1) : literal;
    }

    private static boolean startsWithQuote(String text) {
        return !text.isEmpty() && text.charAt(0) == QUOTE;
    }
}
