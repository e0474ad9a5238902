package io.varve.server.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that was probably meant. */
public final class Nearest {

    private Nearest() {}

    /** The word nearest to what was written, if it is near: a third of its letters may differ. */
    public static @Nullable String of(String written, Collection<String> words) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String word : words) {
            int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < least && distance <= Math.max(1, word.length() / 3)) {
                nearest = word;
                least = distance;
            }
        }
        return nearest;
    }

    /** The Levenshtein distance: letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
