/**
 * Which partition lies where: an Apache Iceberg table per log. Enter by {@link io.varve.tiering.catalog.Catalog}; a
 * {@link io.varve.tiering.catalog.LogCatalog} changes one log's table, a {@link io.varve.tiering.catalog.CatalogView}
 * answers from memory. The table's words are in docs/format-catalog.md. No other package uses org.apache.iceberg.
 */
@NullMarked
package io.varve.tiering.catalog;

import org.jspecify.annotations.NullMarked;
