package io.varve.server.http.state;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.query.projection.find.Projections;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;

/** Which projections there are, by name. */
public final class ProjectionRoutes implements Routes {

    private final Projections projections;

    public ProjectionRoutes(Projections projections) {
        this.projections = projections;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/projections", this::names, Role.READER);
    }

    private void names(Context context) {
        Query.of(context);
        Answers.json(context, 200, json -> json.texts("projections", projections.names()));
    }
}
