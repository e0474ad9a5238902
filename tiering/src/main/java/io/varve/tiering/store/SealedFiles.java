package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.ObjectStoreException;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.read.ReadTally;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sealed files of one log in whichever tier they lie. Some stay open after their last user, so that the next one
 * finds their footers read. Thread-safe.
 */
public final class SealedFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SealedFiles.class);

    private final String log;
    private final ObjectStore cold;
    private final SidecarStore sidecars;
    private final ColdReads coldReads;
    private final int maxIdle;
    private int idle;
    private final Map<URI, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param log name of the log, for messages
     * @param cold where cold files lie
     * @param sidecarCache local directory for the sidecars of cold files; made on first use
     * @param maxIdle how many files without a user stay open, 0 or more
     */
    public SealedFiles(String log, ObjectStore cold, Path sidecarCache, int maxIdle) {
        this(log, cold, sidecarCache, maxIdle, ColdReads.uncached(ColdReads.DEFAULT_REQUESTS));
    }

    /**
     * The same with a cache.
     *
     * @param coldReads how cold files are read; closed with this
     */
    public SealedFiles(String log, ObjectStore cold, Path sidecarCache, int maxIdle, ColdReads coldReads) {
        this.log = log;
        this.cold = cold;
        this.sidecars = new SidecarStore(cold, coldReads, sidecarCache);
        this.coldReads = coldReads;
        this.maxIdle = maxIdle;
    }

    /** How cold files are read. */
    public ColdReads coldReads() {
        return coldReads;
    }

    /**
     * Opens the file, or joins those who have it open.
     *
     * @throws SealedFileException if it is missing, damaged or cannot be read
     */
    public OpenFile open(CatalogFile file) {
        ReadTally.opens(file.location());
        Entry entry = pin(file);
        try {
            return new OpenFile(this, entry, file, entry.reader(this, file));
        } catch (IOException | RuntimeException e) {
            release(entry);
            throw failure(file, e);
        }
    }

    /**
     * Keeps the file where it lies until what is given back is closed, without opening it: for those who read it by its
     * path. Whether it is still there is for them to see.
     */
    public HeldFile hold(CatalogFile file) {
        return new HeldFile(this, pin(file), file);
    }

    private Entry pin(CatalogFile file) {
        synchronized (entries) {
            Entry entry = entries.get(file.location());
            if (entry == null) {
                entry = new Entry(file.location());
                entries.put(file.location(), entry);
            } else if (entry.pins == 0) {
                idle--;
            }
            entry.pins++;
            return entry;
        }
    }

    /** The bytes of the file, unchecked and unpinned: for those who compare or copy it as a whole. */
    public ByteSource bytes(CatalogFile file) throws IOException {
        return file.tier() == Tier.COLD
                ? cold.byteSource(cold.key(file.location()), file.bytes())
                : LocalByteSource.open(Path.of(file.location()));
    }

    /**
     * The file's sidecar. Where it is missing or damaged it is made again from the file and put in place.
     *
     * @throws SealedFileException if neither it nor the file that it is derived from can be read
     */
    public Sidecar sidecar(CatalogFile file) {
        try {
            return sidecars.load(file);
        } catch (IOException | RuntimeException e) {
            throw failure(file, e);
        }
    }

    /**
     * The facts of the file: digest, chain and counts. Cheaper than its whole sidecar; mends and throws as that does.
     */
    public FileFacts facts(CatalogFile file) {
        try {
            return sidecars.facts(file);
        } catch (IOException | RuntimeException e) {
            throw failure(file, e);
        }
    }

    /**
     * The file's sidecar as it lies beside the file, in the file's tier: nothing is mended, so that damage is seen.
     *
     * @throws java.nio.file.NoSuchFileException if a warm file has none
     * @throws NoSuchObjectException if a cold file has none
     * @throws DamagedFileException if it is not as it was written
     */
    public Sidecar storedSidecar(CatalogFile file) throws IOException {
        return sidecars.stored(file);
    }

    /** Gives the file up so that it may be removed from this place; false while somebody holds it. */
    public boolean retire(URI location) {
        Entry entry;
        synchronized (entries) {
            entry = entries.get(location);
            if (entry != null) {
                if (entry.pins > 0) {
                    return false;
                }
                unlist(entry);
            }
        }
        if (entry != null) {
            entry.closeQuietly();
        }
        return true;
    }

    /** The failure to read this file, named after log, partition, tier and place. */
    public SealedFileException failure(CatalogFile file, Throwable cause) {
        if (cause instanceof SealedFileException named) {
            return named;
        }
        SealedFileException.Problem problem;
        if (cause instanceof NoSuchFileException || cause instanceof NoSuchObjectException) {
            problem = SealedFileException.Problem.MISSING;
        } else if (cause instanceof DamagedFileException || isDamagedObject(cause)) {
            problem = SealedFileException.Problem.DAMAGED;
        } else {
            problem = SealedFileException.Problem.UNREADABLE;
        }
        String message = cause.getMessage();
        return new SealedFileException(
                log, file, problem, message == null ? cause.getClass().getSimpleName() : message, cause);
    }

    private static boolean isDamagedObject(Throwable cause) {
        return cause instanceof ObjectStoreException stored && stored.kind() == ObjectStoreException.Kind.DAMAGED;
    }

    /** Closes every file, also those still held. */
    @Override
    public void close() {
        synchronized (entries) {
            for (Entry entry : entries.values()) {
                entry.isListed = false;
                entry.closeQuietly();
            }
            entries.clear();
            idle = 0;
        }
        coldReads.close();
    }

    /** Opens a far file by its sidecar alone: not one of its bytes is read. */
    private EventFileReader openCold(CatalogFile file) throws IOException {
        Sidecar sidecar = sidecars.load(file);
        return EventFileReader.openUnread(coldReads.source(bytes(file), sidecar), sidecar);
    }

    private EventFileReader openWarm(CatalogFile file) throws IOException {
        ByteSource bytes = bytes(file);
        try {
            if (bytes.length() != file.bytes()) {
                throw new DamagedFileException(
                        bytes.location(), "it is " + bytes.length() + " bytes long, the catalog says " + file.bytes());
            }
            return EventFileReader.open(bytes, sidecars.load(file));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    void release(Entry entry) {
        Entry tooMany = null;
        synchronized (entries) {
            entry.pins--;
            if (entry.pins == 0 && entry.isListed) {
                idle++;
                if (entry.isUnopened()) {
                    unlist(entry);
                }
            }
            tooMany = oldestIdleOfTooMany();
        }
        if (tooMany != null) {
            tooMany.closeQuietly();
        }
    }

    private @Nullable Entry oldestIdleOfTooMany() {
        if (idle <= maxIdle) {
            return null;
        }
        Entry oldest = entries.values().stream()
                .filter(entry -> entry.pins == 0)
                .findFirst()
                .orElse(null);
        if (oldest != null) {
            unlist(oldest);
        }
        return oldest;
    }

    /** Forgets an entry without a user. */
    private void unlist(Entry entry) {
        entries.remove(entry.location);
        entry.isListed = false;
        idle--;
    }

    /** A file that is open, or about to be. Its reader is guarded by itself, the rest by the map. */
    static final class Entry {

        private final URI location;
        private boolean isListed = true;
        private int pins;
        private @Nullable EventFileReader reader;

        Entry(URI location) {
            this.location = location;
        }

        synchronized EventFileReader reader(SealedFiles files, CatalogFile file) throws IOException {
            EventFileReader open = reader;
            if (open == null) {
                open = file.tier() == Tier.COLD ? files.openCold(file) : files.openWarm(file);
                reader = open;
            }
            return open;
        }

        synchronized boolean isUnopened() {
            return reader == null;
        }

        synchronized void closeQuietly() {
            EventFileReader open = reader;
            reader = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException | RuntimeException e) {
                    // Nothing was written through it; what is read has been checked when it was read.
                    LOG.warn("closing a file that was read failed: {}", e.getMessage());
                }
            }
        }
    }
}
