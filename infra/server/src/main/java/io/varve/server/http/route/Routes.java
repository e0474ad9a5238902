package io.varve.server.http.route;

import io.javalin.config.RoutesConfig;

/** A group of routes. Each is added with the {@link Role}s of which a caller must have one. */
@FunctionalInterface
public interface Routes {

    /** Adds its routes; called once, before the server listens. */
    void addTo(RoutesConfig routes);
}
