package io.varve.server.http.operate;

import io.varve.ingest.text.Nearest;
import io.varve.query.projection.Projection;
import io.varve.query.projection.find.Projections;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Query;
import io.varve.server.report.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Projections by their names alone: who asks over HTTP names no file of the server. */
record NamedProjections(Projections all) {

    Projection<?> load(@Nullable String name) {
        List<String> names = all.names();
        String known = names.isEmpty()
                ? "there are none: put files into projections/"
                : "there are " + String.join(", ", names);
        if (name == null) {
            throw Query.refusal("projection", "projection is missing: " + known);
        }
        if (!names.contains(name)) {
            String nearest = Nearest.of(name, names);
            throw Problem.of(
                            ProblemType.UNKNOWN_PROJECTION,
                            Words.onOneLine("there is no projection '" + name + "'; "
                                    + (nearest == null ? known : "did you mean '" + nearest + "'?")))
                    .exception();
        }
        return all.load(name);
    }
}
