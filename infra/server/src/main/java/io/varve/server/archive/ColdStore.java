package io.varve.server.archive;

import io.varve.server.s3.EmbeddedS3;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.PutOutcome;
import io.varve.tiering.cold.S3Config;
import io.varve.tiering.cold.S3ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The object store of an archive, connected on first use: most commands never touch it, and a client takes longer to
 * make than they do to run. Where no bucket is configured, the store in the data directory is served from here.
 */
final class ColdStore implements ObjectStore {

    private final @Nullable S3Config configured;
    private final Path embeddedDirectory;
    private final Closer parts = new Closer();
    private @Nullable ObjectStore connected;

    ColdStore(@Nullable S3Config configured, Path embeddedDirectory) {
        this.configured = configured;
        this.embeddedDirectory = embeddedDirectory;
    }

    private synchronized ObjectStore store() {
        ObjectStore store = connected;
        if (store == null) {
            store = parts.add(new S3ObjectStore(configured == null ? embedded() : configured));
            connected = store;
        }
        return store;
    }

    private S3Config embedded() {
        try {
            return parts.add(EmbeddedS3.start(embeddedDirectory)).config();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public URI uri(String key) {
        return store().uri(key);
    }

    @Override
    public String key(URI uri) {
        return store().key(uri);
    }

    @Override
    public PutOutcome put(String key, Path file, byte[] sha256, String attempt) throws IOException {
        return store().put(key, file, sha256, attempt);
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        return store().find(key);
    }

    @Override
    public void readFully(String key, long offset, byte[] target, int targetOffset, int length) throws IOException {
        store().readFully(key, offset, target, targetOffset, length);
    }

    @Override
    public byte[] load(String key) throws IOException {
        return store().load(key);
    }

    @Override
    public void download(String key, Path target) throws IOException {
        store().download(key, target);
    }

    @Override
    public List<ObjectInfo> list(String prefix) throws IOException {
        return store().list(prefix);
    }

    @Override
    public void delete(String key) throws IOException {
        store().delete(key);
    }

    @Override
    public int abandonUploads(Instant startedBefore) throws IOException {
        return store().abandonUploads(startedBefore);
    }

    @Override
    public synchronized void close() {
        parts.close();
    }
}
