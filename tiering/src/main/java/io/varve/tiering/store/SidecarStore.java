package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sidecar of a sealed file: beside it, in the local cache, or in the object store. It is derived from the
 * file, so a missing or damaged one is made anew from the file, once that was compared with the SHA-256 in its name.
 */
final class SidecarStore {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarStore.class);

    private final ObjectStore cold;
    private final Path cache;

    SidecarStore(ObjectStore cold, Path cache) {
        this.cold = cold;
        this.cache = cache;
    }

    Sidecar load(CatalogFile file, SealedFiles files) throws IOException {
        Path local = localPath(file);
        try {
            if (file.tier() == Tier.COLD && !Files.exists(local)) {
                Files.createDirectories(cache);
                cold.download(cold.key(file.location()) + EventFileName.SIDECAR_SUFFIX, local);
            }
            Sidecar sidecar = Sidecar.read(local.toString(), Files.readAllBytes(local));
            checkBelongs(sidecar, file);
            return sidecar;
        } catch (DamagedFileException | NoSuchFileException | io.varve.tiering.cold.NoSuchObjectException e) {
            LOG.warn("sidecar of {} is made anew: {}", file.location(), e.getMessage());
            Sidecar rebuilt = Sidecar.rebuild(files.bytes(file), fileName(file));
            checkBelongs(rebuilt, file);
            Files.createDirectories(local.toAbsolutePath().getParent());
            rebuilt.write(local);
            return rebuilt;
        }
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
