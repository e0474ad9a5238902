package io.varve.server.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param key as written in the file, such as {@code cold.bucket}
 * @param type what its text may be
 * @param fallback text that holds where none is given; null where the setting is then absent
 * @param says what it does, for the documentation
 */
record Setting<T>(String key, ValueType<T> type, @Nullable String fallback, String says) {

    static final String VARIABLE_PREFIX = "VARVE_";

    /** The environment variable that overrides the file: {@code VARVE_COLD_ACCESS_KEY}. */
    String variable() {
        StringBuilder name = new StringBuilder(VARIABLE_PREFIX);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isUpperCase(c)) {
                name.append('_');
            }
            name.append(c == '.' ? '_' : c);
        }
        return name.toString().toUpperCase(Locale.ROOT);
    }

    /** The value, or what holds where none, or a wrong one, is given. */
    T orFallback(@Nullable T value) {
        if (value != null) {
            return value;
        }
        if (fallback == null) {
            throw new IllegalStateException(key + " has no default");
        }
        return type.parse(fallback);
    }

    /** The part before the dot, as it begins the names of environment variables: {@code VARVE_COLD_}. */
    String sectionPrefix() {
        return (VARIABLE_PREFIX + key.substring(0, key.indexOf('.')) + "_").toUpperCase(Locale.ROOT);
    }
}
