package io.varve.server.http.console;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import java.util.Map;
import java.util.TreeMap;
import org.webjars.WebJarVersionLocator;

/**
 * {@code GET /} and the files that the page is made of, kept in memory. Whatever it asks the API needs its own rights.
 */
public final class ConsoleRoutes implements Routes {

    /** Nothing from elsewhere, no script in the page, and no other page around it. */
    private static final String POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            + " frame-ancestors 'none'; form-action 'self'";

    private static final Map<String, String> RESOURCES = Map.ofEntries(
            Map.entry("/", "index.html"),
            Map.entry("/console/varve.svg", "varve.svg"),
            Map.entry("/console/console.css", "console.css"),
            Map.entry("/console/console.js", "console.js"),
            Map.entry("/console/aggregate.js", "aggregate.js"),
            Map.entry("/console/api.js", "api.js"),
            Map.entry("/console/dom.js", "dom.js"),
            Map.entry("/console/events.js", "events.js"),
            Map.entry("/console/moves.js", "moves.js"),
            Map.entry("/console/sql.js", "sql.js"),
            Map.entry("/console/strata.js", "strata.js"),
            Map.entry("/console/pico.css", webJar("picocss__pico", "css/pico.min.css")),
            Map.entry("/console/uplot.css", webJar("uplot", "dist/uPlot.min.css")),
            Map.entry("/console/uplot.js", webJar("uplot", "dist/uPlot.iife.min.js")));

    private final Map<String, Asset> assets = new TreeMap<>();

    /** @throws IllegalStateException if the program lacks one of the files */
    public ConsoleRoutes() {
        RESOURCES.forEach((path, resource) -> assets.put(path, Asset.load(resource)));
    }

    @Override
    public void addTo(RoutesConfig routes) {
        assets.forEach((path, asset) -> routes.get(path, context -> answer(context, asset), Role.ANYONE));
    }

    /** Where a file of a WebJar lies, of whichever version it is. */
    private static String webJar(String name, String file) {
        String path = new WebJarVersionLocator().fullPath(name, file);
        if (path == null) {
            throw new IllegalStateException("the program lacks the WebJar " + name);
        }
        return "/" + path;
    }

    private static void answer(Context context, Asset asset) {
        context.header("ETag", asset.tag())
                .header("Cache-Control", "no-cache")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        if (asset.tag().equals(context.header("If-None-Match"))) {
            context.status(304);
        } else {
            context.contentType(asset.contentType()).result(asset.open());
        }
    }
}
