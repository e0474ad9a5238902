package io.varve.tiering.cold;

import java.net.URI;
import java.util.regex.Pattern;

/** What may be a key, and its place in a bucket. The characters mean the same in a URI, a request and a file name. */
final class ObjectKeys {

    private static final int MAX_LENGTH = 800;
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._=+-]+(/[A-Za-z0-9._=+-]+)*");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._=+-]+/)*[A-Za-z0-9._=+-]*");
    private static final Pattern DOTS = Pattern.compile("(^|.*/)\\.\\.?(/.*|$)");
    private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private ObjectKeys() {}

    static String check(String key) {
        return check(PATH, key);
    }

    static boolean isKey(String key) {
        return isGood(PATH, key);
    }

    static String checkPrefix(String prefix) {
        return check(PREFIX, prefix);
    }

    static String checkAttempt(String attempt) {
        if (!ATTEMPT.matcher(attempt).matches()) {
            throw new IllegalArgumentException(
                    "attempt '" + attempt + "' must be 1 to 128 of the characters A-Z a-z 0-9 . _ -");
        }
        return attempt;
    }

    private static String check(Pattern pattern, String path) {
        if (!isGood(pattern, path)) {
            throw new IllegalArgumentException("'" + path + "' must be a relative path of at most " + MAX_LENGTH
                    + " of the characters A-Z a-z 0-9 . _ = + - / without . and .. parts");
        }
        return path;
    }

    private static boolean isGood(Pattern pattern, String path) {
        return path.length() <= MAX_LENGTH
                && pattern.matcher(path).matches()
                && !DOTS.matcher(path).matches();
    }

    /** @param root where the bucket's keys begin, {@code s3://bucket/prefix/} */
    static String relative(URI root, URI uri) {
        String text = uri.toString();
        if (!text.startsWith(root.toString())) {
            throw new IllegalArgumentException(uri + " does not lie in " + root);
        }
        return check(text.substring(root.toString().length()));
    }
}
