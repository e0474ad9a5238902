package io.varve.tiering.catalog;

/** All that is known of a log's table after one commit. Immutable. */
record TableState(CatalogView view, LogDefinition definition, String commitId, History history) {

    TableState with(History newHistory) {
        return new TableState(view, definition, commitId, newHistory);
    }
}
