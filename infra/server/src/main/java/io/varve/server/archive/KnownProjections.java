package io.varve.server.archive;

import io.varve.query.projection.Projection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The projections that can be named: those in Java that are on the class path. */
public final class KnownProjections {

    private KnownProjections() {}

    /** All of them, by name. */
    public static List<Projection<?>> all() {
        List<Projection<?>> all = new ArrayList<>();
        ServiceLoader.load(Projection.class).forEach(all::add);
        all.sort(Comparator.comparing(Projection::name));
        return all;
    }

    /**
     * The projection of this name.
     *
     * @throws ArchiveException if there is none; it names those that there are
     */
    public static Projection<?> find(String name) {
        List<String> names = new ArrayList<>();
        for (Projection<?> projection : all()) {
            if (projection.name().equals(name)) {
                return projection;
            }
            names.add(projection.name());
        }
        throw new ArchiveException("there is no projection '" + name + "'"
                + (names.isEmpty() ? ": none is on the class path" : "; there are " + String.join(", ", names)));
    }
}
