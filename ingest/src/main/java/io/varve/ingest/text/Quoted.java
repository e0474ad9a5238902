package io.varve.ingest.text;

import java.util.Locale;

/** Foreign text made fit to stand in a message of one line. */
public final class Quoted {

    private static final int MOST_CHARS = 64;

    private Quoted() {}

    /** The text in single quotes, cut where it is long, with nothing in it that a terminal would obey. */
    public static String of(String text) {
        return "'" + plain(text, MOST_CHARS) + "'";
    }

    /**
     * The text on one line, cut behind so many characters as they are shown, with nothing in it that a terminal would
     * obey.
     */
    public static String plain(String text, int mostChars) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (plain.length() >= mostChars) {
                return plain.append("...").toString();
            }
            char c = text.charAt(i);
            boolean shown = c >= 0x20 && (c < 0x7F || c > 0x9F) && c != 0x2028 && c != 0x2029;
            if (shown && !Character.isSurrogate(c)) {
                plain.append(c);
            } else {
                plain.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return plain.toString();
    }
}
