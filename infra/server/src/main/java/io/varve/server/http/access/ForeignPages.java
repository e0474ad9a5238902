package io.varve.server.http.access;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a page of another site asks. A browser reaches the loopback of its machine for any page that it shows: by
 * a name that its owner lets lead there, or by a form that is sent off. A server that asks nobody for a key must see
 * that.
 */
final class ForeignPages {

    private static final Pattern LOOPBACK =
            Pattern.compile("(.+\\.)?localhost\\.?|127(\\.[0-9]{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");
    private static final String AFTER_SCHEME = "://";

    private ForeignPages() {}

    /**
     * Why the request may be one of another site's; null if it is none.
     *
     * @param ownHost the name under which this server listens
     */
    static @Nullable String flaw(Context context, String ownHost) {
        String host = context.req().getServerName();
        if (!host.equalsIgnoreCase(ownHost)
                && !LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            return "the request is for host '" + host + "', which is not this machine's own name";
        }
        String origin = context.header("Origin");
        return origin == null || isOf(origin, context.header("Host"))
                ? null
                : "the request comes from a page of '" + origin + "'";
    }

    private static boolean isOf(String origin, @Nullable String host) {
        int at = origin.indexOf(AFTER_SCHEME);
        return at > 0 && origin.substring(at + AFTER_SCHEME.length()).equalsIgnoreCase(host);
    }
}
