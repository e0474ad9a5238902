package io.varve.tiering.catalog;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the catalog lies.
 *
 * @param directory the data directory: the embedded database in {@code catalog/}, table metadata in
 *     {@code metadata/<log>/}
 * @param iceberg properties of another Iceberg catalog, handed to Iceberg as they are ({@code type} or
 *     {@code catalog-impl}, {@code uri}, {@code warehouse}, {@code io-impl}, ...); empty for the embedded one. The
 *     embedded database is there in both cases
 */
public record CatalogConfig(Path directory, Map<String, String> iceberg) {

    public CatalogConfig {
        directory = directory.toAbsolutePath().normalize();
        iceberg = Map.copyOf(iceberg);
    }

    /** The embedded catalog of this data directory. */
    public static CatalogConfig embedded(Path directory) {
        return new CatalogConfig(directory, Map.of());
    }

    boolean isEmbedded() {
        return iceberg.isEmpty();
    }
}
