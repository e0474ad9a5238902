package io.varve.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** The API told by itself: its OpenAPI document, and what its problems mean. */
final class DocumentRoutes implements Routes {

    private static final String DOCUMENT = "openapi.json";

    private final byte[] document = document();

    private static byte[] document() {
        try (InputStream in = DocumentRoutes.class.getResourceAsStream(DOCUMENT)) {
            if (in == null) {
                throw new IllegalStateException(DOCUMENT + " is not in the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/" + DOCUMENT,
                context -> context.contentType("application/json").result(document),
                Role.ANYONE);
        routes.get("/problems/{type}", DocumentRoutes::problem, Role.ANYONE);
    }

    private static void problem(Context context) {
        String path = "/problems/" + context.pathParam("type");
        ProblemType type = Arrays.stream(ProblemType.values())
                .filter(each -> each.uri().equals(path))
                .findFirst()
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "there is no problem of this type")
                        .exception());
        Answers.json(
                context,
                200,
                json -> json.field("type", type.uri())
                        .field("title", type.title())
                        .field("status", type.status()));
    }
}
