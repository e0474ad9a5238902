package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.SidecarRebuild;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sidecars again from their files, one of a tier at a time: each takes the memory of a run, and no warm file
 * waits for one far away. Thread-safe.
 */
final class SidecarMaking {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarMaking.class);

    private final ObjectStore cold;
    private final Path downloads;
    private final Object coldLock = new Object();
    private final Object warmLock = new Object();

    /** @param cache local directory; what is downloaded lies in one of its own in there, as long as it is needed */
    SidecarMaking(ObjectStore cold, Path cache) {
        this.cold = cold;
        this.downloads = cache.resolve("rebuild");
    }

    /**
     * Makes the sidecar and puts it into the directory, durably.
     *
     * @return its path
     * @throws IOException if the file is missing, or cannot be read
     * @throws io.varve.tiering.parquet.DamagedFileException if the file is not the one of its name
     */
    Path make(CatalogFile file, Path directory) throws IOException {
        Path sidecar = file.tier() == Tier.COLD ? makeCold(file, directory) : makeWarm(file, directory);
        LOG.warn("{} was missing or damaged and was made again from {}", sidecar, file.location());
        return sidecar;
    }

    private Path makeCold(CatalogFile file, Path directory) throws IOException {
        synchronized (coldLock) {
            Files.createDirectories(downloads);
            clearDownloads(); // a killed process may have left some
            try {
                Path download = downloads.resolve(SidecarStore.fileName(file));
                cold.download(cold.key(file.location()), download);
                return rebuild(download, directory);
            } finally {
                clearDownloads();
            }
        }
    }

    private Path makeWarm(CatalogFile file, Path directory) throws IOException {
        synchronized (warmLock) {
            return rebuild(Path.of(file.location()), directory);
        }
    }

    private void clearDownloads() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(downloads)) {
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static Path rebuild(Path file, Path directory) throws IOException {
        try (LocalByteSource source = LocalByteSource.open(file)) {
            return SidecarRebuild.rebuild(source, directory);
        }
    }
}
