package io.varve.tiering.catalog;

import io.varve.tiering.partition.Tier;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;

/**
 * How locations stand in the table: those in the data directory relative to it, so that it may be moved as a whole, all
 * others absolute. Immutable.
 */
final class Locations implements Serializable {

    private static final long serialVersionUID = 1;

    /** {@code file:///data/}, or empty if all locations are stored absolute. */
    private final String base;

    private Locations(String base) {
        this.base = base;
    }

    static Locations relativeTo(Path directory) {
        String uri = normal(directory.toAbsolutePath().normalize().toUri()).toString();
        return new Locations(uri.endsWith("/") ? uri : uri + "/");
    }

    static Locations absolute() {
        return new Locations("");
    }

    String stored(URI location) {
        String text = normal(location).toString();
        return !base.isEmpty() && text.startsWith(base) ? text.substring(base.length()) : text;
    }

    URI resolved(String stored) {
        URI uri = URI.create(stored);
        return normal(uri.isAbsolute() ? uri : URI.create(base + stored));
    }

    /** The location with {@code file:/x} written as {@code file:///x}; other schemes as they are. */
    static URI normal(URI location) {
        if (!location.isAbsolute()) {
            throw new IllegalArgumentException("location '" + location + "' must be absolute");
        }
        return isFile(location) ? URI.create("file://" + location.getRawPath()) : location;
    }

    static Tier tierOf(URI location) {
        return isFile(location) ? Tier.WARM : Tier.COLD;
    }

    static boolean isFile(URI location) {
        return "file".equals(location.getScheme());
    }
}
