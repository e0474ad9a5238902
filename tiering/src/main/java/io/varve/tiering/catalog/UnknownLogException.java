package io.varve.tiering.catalog;

import java.util.List;

/** No log has this name. */
public final class UnknownLogException extends CatalogException {

    private final List<String> known;

    UnknownLogException(String name, List<String> known) {
        super("there is no log '" + name + "'; "
                + (known.isEmpty() ? "there are no logs yet" : "the logs are: " + String.join(", ", known)));
        this.known = List.copyOf(known);
    }

    /** The names of the logs there are, sorted. */
    public List<String> known() {
        return known;
    }
}
