package io.varve.server.config;

import java.util.Locale;

/** What somebody wrote, as a message in one line can show it. */
final class Shown {

    private static final int MOST_CHARS = 100;

    private Shown() {}

    /** The text without what would break the line, cut where it is long. */
    static String plain(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < MOST_CHARS; i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean breaks = Character.isISOControl(c)
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.FORMAT
                    || type == Character.SURROGATE;
            shown.append(breaks ? String.format(Locale.ROOT, "\\u%04X", (int) c) : String.valueOf(c));
        }
        return text.length() > MOST_CHARS ? shown + "..." : shown.toString();
    }
}
