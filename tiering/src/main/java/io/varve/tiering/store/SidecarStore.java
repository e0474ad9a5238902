package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the sidecar of a sealed file: beside it, in the local cache, or in the object store. */
final class SidecarStore {

    private final ObjectStore cold;
    private final Path cache;

    SidecarStore(ObjectStore cold, Path cache) {
        this.cold = cold;
        this.cache = cache;
    }

    Sidecar load(CatalogFile file) throws IOException {
        Path local = localPath(file);
        if (file.tier() == Tier.COLD && !Files.exists(local)) {
            Files.createDirectories(cache);
            cold.download(cold.key(file.location()) + EventFileName.SIDECAR_SUFFIX, local);
        }
        Sidecar sidecar = Sidecar.read(local.toString(), Files.readAllBytes(local));
        checkBelongs(sidecar, file);
        return sidecar;
    }

    private Path localPath(CatalogFile file) {
        String name = fileName(file) + EventFileName.SIDECAR_SUFFIX;
        return file.tier() == Tier.COLD
                ? cache.resolve(name)
                : Path.of(file.location()).resolveSibling(name);
    }

    private static void checkBelongs(Sidecar sidecar, CatalogFile file) {
        if (!sidecar.facts().fileName().equals(fileName(file))) {
            throw new DamagedFileException(
                    file.location().toString(),
                    "its sidecar is that of " + sidecar.facts().fileName());
        }
    }

    static String fileName(CatalogFile file) {
        String path = file.location().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
