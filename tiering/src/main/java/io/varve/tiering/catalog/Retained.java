package io.varve.tiering.catalog;

import java.net.URI;
import java.util.Set;

/**
 * What the retained table snapshots still name, and so what must not be removed.
 *
 * @param locations every file that any of them names
 * @param sealedTo the least {@code sealedTo} among them: hot positions below it are in files for every reader
 */
public record Retained(Set<URI> locations, long sealedTo) {

    public Retained {
        locations = Set.copyOf(locations);
    }
}
