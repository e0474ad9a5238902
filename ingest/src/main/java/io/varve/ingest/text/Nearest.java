package io.varve.ingest.text;

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
            int most = Math.max(1, word.length() / 3);
            if (Math.abs(word.length() - written.length()) > most) {
                continue; // also what is far too long to be compared letter by letter
            }
            int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < least && distance <= most) {
                nearest = word;
                least = distance;
            }
        }
        return nearest;
    }

    /** The distance of Damerau and Levenshtein: letters to insert, delete, replace, or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : least(rows, i, j, a, b);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int least(int[][] rows, int i, int j, String a, String b) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(rows[i - 1][j - 1] + (same ? 0 : 1), Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
