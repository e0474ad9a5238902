package io.varve.server.client.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a server answers, and paths there.
 *
 * @param base without a slash at its end
 */
public record ServerAddress(String base) {

    private static final int MAX_PORT = 65_535;

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is not one of http or https with a host, and nothing behind its path
     */
    public static ServerAddress parse(String text) {
        try {
            URI uri = new URI(text.strip());
            String scheme = uri.getScheme();
            boolean isHttp = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            if (isHttp
                    && uri.getHost() != null
                    && uri.getPort() <= MAX_PORT
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return new ServerAddress(text.strip().replaceAll("/+$", ""));
            }
        } catch (URISyntaxException e) {
            throw refusal(text, e);
        }
        throw refusal(text, null);
    }

    private static IllegalArgumentException refusal(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + text + "' must be a URL such as http://127.0.0.1:7070: http or https, host, port", cause);
    }

    /** A path of these segments, each of any text. */
    static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(isDots(segment) ? segment.replace(".", "%2E") : encoded(segment));
        }
        return path.toString();
    }

    /** A segment that a path would lose, or climb by. */
    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    URI uri(String pathAndQuery) {
        return URI.create(base + pathAndQuery);
    }

    /** Query parameters, in their order; those that are absent are left out. */
    static final class Parameters {

        private final Map<String, String> values = new LinkedHashMap<>();

        Parameters with(String name, @Nullable Object value) {
            if (value != null) {
                values.put(name, value.toString());
            }
            return this;
        }

        /** Put behind a path. */
        String behind(String path) {
            return values.isEmpty()
                    ? path
                    : path + "?"
                            + values.entrySet().stream()
                                    .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                                    .collect(Collectors.joining("&"));
        }
    }
}
