package io.varve.tiering.catalog;

import io.varve.tiering.partition.Tier;
import java.net.URI;

/**
 * The same file in a new place. A move inside a tier is legal: a retry has a new name.
 *
 * @param from the file as the view names it
 * @param to where its bytes lie too, verified
 * @param tier the tier of {@code to}: {@code WARM} for {@code file:}, {@code COLD} for all others
 */
public record Move(CatalogFile from, URI to, Tier tier) {

    public Move {
        to = Locations.normal(to);
        if (tier != Locations.tierOf(to)) {
            throw new IllegalArgumentException(to + " is not a place of tier " + tier);
        }
        if (to.equals(from.location())) {
            throw new IllegalArgumentException(to + " is where the file lies already");
        }
    }
}
