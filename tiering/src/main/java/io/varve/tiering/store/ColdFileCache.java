package io.varve.tiering.store;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whole cold files on local disk, for readers that need a path: fetched when first asked for, once however many ask,
 * and removed when others need the room and nobody holds them. What is handed out has the SHA-256 of its name: each
 * file is proven when it is fetched, and again when a new process first uses it. Derived: the directory may be deleted
 * while nobody uses it. Thread-safe.
 */
public final class ColdFileCache {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final String PARQUET = ".parquet";

    private final ObjectStore cold;
    private final Path directory;
    private final long maxBytes;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private boolean isListed;
    private long bytes;

    /**
     * @param directory this cache's alone; made on first use
     * @param maxBytes what all files together may take, positive
     * @param clock stamps the files, so that the next process knows which was used last
     */
    public ColdFileCache(ObjectStore cold, Path directory, long maxBytes, InstantSource clock) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("a cache of " + maxBytes + " bytes");
        }
        this.cold = cold;
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** What all files together may take, in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * The file on local disk; it stays there until what is given back is closed.
     *
     * @throws ColdCacheFullException if those that are held leave no room for it
     * @throws io.varve.tiering.cold.NoSuchObjectException if the store does not have it
     * @throws DamagedFileException if the store's bytes are not those of its name
     * @throws IOException if it cannot be fetched or kept
     */
    public CachedFile open(CatalogFile file) throws IOException {
        String name = SidecarStore.fileName(file);
        Entry entry = pin(name, file.bytes());
        try {
            synchronized (entry) {
                entry.isProven &= Files.exists(directory.resolve(name)); // somebody may have made room
                if (!entry.isProven) {
                    obtain(file, name);
                    entry.isProven = true;
                }
            }
            Files.setLastModifiedTime(directory.resolve(name), FileTime.from(clock.instant()));
            return new CachedFile(this, name, directory.resolve(name));
        } catch (IOException | RuntimeException e) {
            unpin(name);
            throw e;
        }
    }

    private synchronized Entry pin(String name, long size) throws IOException {
        if (!isListed) {
            list();
            isListed = true;
        }
        Entry entry = entries.get(name);
        if (entry != null && entry.bytes != size && entry.pins == 0) {
            remove(name, entry); // cut short
            entry = null;
        }
        if (entry == null) {
            makeRoom(name, size);
            entry = new Entry(size);
            entries.put(name, entry);
            bytes += size;
        }
        entry.pins++;
        return entry;
    }

    /** Gives a file up; one that could not be had leaves nothing behind. */
    synchronized void unpin(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalStateException(name + " is held by nobody");
        }
        entry.pins--;
        if (entry.pins == 0 && !entry.isProven && !Files.exists(directory.resolve(name))) {
            entries.remove(name);
            bytes -= entry.bytes;
        }
    }

    private void makeRoom(String name, long size) throws IOException {
        List<String> oldestFirst = new ArrayList<>(entries.keySet());
        for (String oldest : oldestFirst) {
            Entry entry = bytes + size > maxBytes ? entries.get(oldest) : null;
            if (entry != null && entry.pins == 0) {
                remove(oldest, entry);
            }
        }
        if (bytes + size > maxBytes) {
            throw new ColdCacheFullException(name, size, bytes, maxBytes);
        }
    }

    private void remove(String name, Entry entry) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
        entries.remove(name);
        bytes -= entry.bytes;
    }

    /** Takes over what earlier processes left, least recently used first. */
    private void list() throws IOException {
        Disk.createDirectories(directory);
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path path : all) {
                if (path.toString().endsWith(PARQUET)) {
                    files.add(path);
                } else {
                    Files.delete(path); // a killed process was fetching it
                }
            }
        }
        Map<Path, FileTime> used = new LinkedHashMap<>();
        for (Path path : files) {
            used.put(path, Files.getLastModifiedTime(path));
        }
        files.sort(Comparator.comparing(path -> used.getOrDefault(path, FileTime.fromMillis(0))));
        for (Path path : files) {
            long size = Files.size(path);
            entries.put(String.valueOf(path.getFileName()), new Entry(size));
            bytes += size;
        }
    }

    private void obtain(CatalogFile file, String name) throws IOException {
        Path path = directory.resolve(name);
        if (Files.exists(path)) {
            if (flaw(path, file) == null) {
                return;
            }
            Files.delete(path);
        }
        Path part = directory.resolve(name + ".part");
        Disk.createDirectories(directory);
        try {
            cold.download(cold.key(file.location()), part);
            String flaw = flaw(part, file);
            if (flaw != null) {
                throw new DamagedFileException(file.location().toString(), flaw);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static @Nullable String flaw(Path path, CatalogFile file) throws IOException {
        if (Files.size(path) != file.bytes()) {
            return "it is " + Files.size(path) + " bytes long, the catalog says " + file.bytes();
        }
        MessageDigest digest = Sha256.newDigest();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        byte[] named = EventFileName.parse(SidecarStore.fileName(file)).sha256();
        return MessageDigest.isEqual(digest.digest(), named) ? null : "its bytes are not those of its name";
    }

    /** A file that is here or under way; guarded by the cache, whether it is proven by itself. */
    private static final class Entry {

        private final long bytes;
        private int pins;
        private volatile boolean isProven;

        Entry(long bytes) {
            this.bytes = bytes;
        }
    }
}
