package io.varve.tiering.store;

import io.varve.ingest.disk.Disk;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.partition.Tier;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sidecar of a sealed file: beside a warm file; for a cold one in the local cache, else in the object store.
 * One that is missing or damaged everywhere is made again from its file and put in place. What cannot be read for
 * another reason, or is of a newer version, is left as it is. Thread-safe.
 */
final class SidecarStore {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarStore.class);

    private final ObjectStore cold;
    private final ColdReads coldReads;
    private final Path cache;
    private final SidecarMaking making;
    private final ConcurrentMap<Path, Object> locks = new ConcurrentHashMap<>();

    SidecarStore(ObjectStore cold, ColdReads coldReads, Path cache) {
        this.cold = cold;
        this.coldReads = coldReads;
        this.cache = cache;
        this.making = new SidecarMaking(cold, cache);
    }

    /** The sidecar, whatever it takes to have it. */
    Sidecar load(CatalogFile file) throws IOException {
        Path path = localPath(file);
        Optional<Sidecar> present = find(file, path);
        return present.isPresent() ? present.get() : obtain(file, path);
    }

    /** The facts alone: of a sidecar that is at hand, or can be fetched, no more than the head is read. */
    FileFacts facts(CatalogFile file) throws IOException {
        Path path = localPath(file);
        try {
            FileFacts facts =
                    file.tier() == Tier.COLD && !Files.exists(path) ? coldFacts(file) : Sidecar.readFacts(path);
            return checkBelongs(facts, file);
        } catch (NoSuchFileException | NoSuchObjectException | EOFException | DamagedFileException e) {
            return load(file).facts();
        }
    }

    /**
     * The sidecar as it lies in the file's own tier: no cache is asked and nothing is mended.
     *
     * @throws NoSuchFileException if a warm file has none
     * @throws NoSuchObjectException if a cold file has none
     * @throws DamagedFileException if it is damaged, or that of another file
     */
    Sidecar stored(CatalogFile file) throws IOException {
        Sidecar sidecar;
        if (file.tier() == Tier.COLD) {
            String key = key(file);
            ObjectInfo object = cold.find(key).orElseThrow(() -> new NoSuchObjectException(cold.uri(key)));
            byte[] bytes = new byte[Math.toIntExact(object.bytes())];
            cold.readFully(key, 0, bytes, 0, bytes.length);
            sidecar = Sidecar.read(cold.uri(key).toString(), bytes);
        } else {
            sidecar = Sidecar.read(localPath(file));
        }
        checkBelongs(sidecar.facts(), file);
        return sidecar;
    }

    /** The sidecar at its local path; empty where it is missing or damaged. */
    private static Optional<Sidecar> find(CatalogFile file, Path path) throws IOException {
        try {
            Sidecar sidecar = Sidecar.read(path);
            checkBelongs(sidecar.facts(), file);
            return Optional.of(sidecar);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DamagedFileException e) {
            LOG.debug("{}", e.getMessage());
            return Optional.empty();
        }
    }

    private Sidecar obtain(CatalogFile file, Path path) throws IOException {
        synchronized (locks.computeIfAbsent(path, unused -> new Object())) {
            Optional<Sidecar> present = find(file, path); // another thread may have been faster
            if (present.isEmpty() && file.tier() == Tier.COLD) {
                present = fetch(file, path);
            }
            if (present.isEmpty()) {
                Path directory = file.tier() == Tier.COLD ? cache : path.resolveSibling("");
                present = Optional.of(Sidecar.read(making.make(file, directory)));
            }
            return present.get();
        }
    }

    /** Takes the sidecar from the object store in one request, if it is there and whole, and keeps a copy. */
    private Optional<Sidecar> fetch(CatalogFile file, Path path) throws IOException {
        Disk.createDirectories(cache);
        if (Files.exists(path)) {
            LOG.warn("{} is damaged and is fetched again", path);
        }
        String key = key(file);
        try {
            byte[] bytes = cold.load(key);
            coldReads.count(bytes.length);
            Sidecar sidecar = Sidecar.read(cold.uri(key).toString(), bytes);
            checkBelongs(sidecar.facts(), file);
            keep(bytes, path);
            return Optional.of(sidecar);
        } catch (NoSuchObjectException | DamagedFileException e) {
            LOG.debug("{}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Not synced: a copy that a loss of power cut short is found out by its checksums. */
    private static void keep(byte[] bytes, Path path) throws IOException {
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private FileFacts coldFacts(CatalogFile file) throws IOException {
        String key = key(file);
        byte[] start = new byte[Sidecar.HEAD_BYTES];
        coldReads.count(start.length);
        cold.readFully(key, 0, start, 0, start.length);
        return Sidecar.readFacts(cold.uri(key).toString(), start);
    }

    private String key(CatalogFile file) {
        return cold.key(file.location()) + EventFileName.SIDECAR_SUFFIX;
    }

    private Path localPath(CatalogFile file) {
        String name = fileName(file) + EventFileName.SIDECAR_SUFFIX;
        return file.tier() == Tier.COLD
                ? cache.resolve(name)
                : Path.of(file.location()).resolveSibling(name);
    }

    private static FileFacts checkBelongs(FileFacts facts, CatalogFile file) {
        if (!facts.fileName().equals(fileName(file))) {
            throw new DamagedFileException(file.location().toString(), "its sidecar is that of " + facts.fileName());
        }
        return facts;
    }

    static String fileName(CatalogFile file) {
        String path = file.location().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
