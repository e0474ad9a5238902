package io.varve.server.http.console;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
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

    private static final String PAGE = "index.html";

    private static final Map<String, String> RESOURCES = Map.ofEntries(
            Map.entry(PAGE, "index.html"),
            Map.entry("varve.svg", "varve.svg"),
            Map.entry("console.css", "console.css"),
            Map.entry("console.js", "console.js"),
            Map.entry("aggregate.js", "aggregate.js"),
            Map.entry("api.js", "api.js"),
            Map.entry("dom.js", "dom.js"),
            Map.entry("events.js", "events.js"),
            Map.entry("moves.js", "moves.js"),
            Map.entry("sql.js", "sql.js"),
            Map.entry("strata.js", "strata.js"),
            Map.entry("pico.css", webJar("picocss__pico", "css/pico.min.css")),
            Map.entry("uplot.css", webJar("uplot", "dist/uPlot.min.css")),
            Map.entry("uplot.js", webJar("uplot", "dist/uPlot.iife.min.js")));

    private final Map<String, Asset> assets = new TreeMap<>();

    /** @throws IllegalStateException if the program lacks one of the files */
    public ConsoleRoutes() {
        RESOURCES.forEach((name, resource) -> assets.put(name, Asset.load(resource)));
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/", context -> answer(context, PAGE), Role.ANYONE);
        routes.get("/console/{file}", context -> answer(context, context.pathParam("file")), Role.ANYONE);
    }

    /** Where a file of a WebJar lies, of whichever version it is. */
    private static String webJar(String name, String file) {
        String path = new WebJarVersionLocator().fullPath(name, file);
        if (path == null) {
            throw new IllegalStateException("the program lacks the WebJar " + name);
        }
        return "/" + path;
    }

    private void answer(Context context, String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            throw Problem.of(ProblemType.NOT_FOUND, "the console has no such file")
                    .exception();
        }
        context.header("ETag", asset.tag())
                .header("Cache-Control", "no-cache")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        // where If-None-Match holds the tag, Javalin makes a 304 of this
        context.contentType(asset.contentType()).result(asset.open());
    }
}
