package io.varve.tiering.recovery;

import io.varve.ingest.disk.Disk;
import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.ObjectStoreException;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.parquet.SidecarRebuild;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the sidecars of cold files to local disk, several at once, and makes those again that are missing or damaged.
 * To be used by one thread.
 */
final class SidecarFetch implements AutoCloseable {

    private static final int AT_ONCE = 8;

    private final ObjectStore store;
    private final BucketContents contents;
    private final RecoveryTarget target;
    private final Consumer<String> warnings;
    private final Map<String, Future<Path>> underWay = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "varve-sidecars");
        thread.setDaemon(true);
        return thread;
    });
    private int rebuilt;

    SidecarFetch(ObjectStore store, BucketContents contents, RecoveryTarget target, Consumer<String> warnings) {
        this.store = store;
        this.contents = contents;
        this.target = target;
        this.warnings = warnings;
    }

    /** Begins to fetch the sidecars of these files, in this order; they are asked for by {@link #facts}. */
    void begin(List<ObjectInfo> files) {
        for (ObjectInfo file : files) {
            if (contents.hasSidecar(file.key())) {
                underWay.put(file.key(), threads.submit(() -> download(file)));
            }
        }
    }

    /** How many were made again. */
    int rebuilt() {
        return rebuilt;
    }

    /**
     * What the sidecar says of the file, which is that of its name and of this log.
     *
     * @throws RecoveryException if it is another's
     */
    FileFacts facts(ObjectInfo file) throws IOException {
        Sidecar sidecar = fetched(file);
        if (sidecar == null) {
            sidecar = made(file);
        }
        BucketLayout layout = contents.layout();
        if (!sidecar.identity().logId().equals(layout.logId())) {
            throw new RecoveryException(store.uri(file.key()) + " is a file of log "
                    + sidecar.identity().logId() + ", not of " + layout.logId());
        }
        return sidecar.facts();
    }

    private @Nullable Sidecar fetched(ObjectInfo file) throws IOException {
        if (!contents.hasSidecar(file.key())) {
            return null;
        }
        Path local = local(file);
        try {
            Future<Path> begun = underWay.remove(file.key());
            if (begun == null) {
                download(file);
            } else {
                await(begun);
            }
            Sidecar sidecar = Sidecar.read(local.toString(), Files.readAllBytes(local));
            if (sidecar.facts().fileName().equals(BucketContents.name(file.key()))
                    && sidecar.facts().bytes() == file.bytes()) {
                return sidecar;
            }
            warnings.accept(store.uri(file.key()) + " has the sidecar of "
                    + sidecar.facts().fileName() + "; it is made again from the file");
        } catch (DamagedFileException | NoSuchObjectException e) {
            warnings.accept(e.getMessage() + "; it is made again from its file");
        } catch (ObjectStoreException e) {
            if (e.kind() != ObjectStoreException.Kind.DAMAGED) {
                throw e;
            }
            warnings.accept(e.getMessage() + "; it is made again from its file");
        }
        Files.deleteIfExists(local);
        return null;
    }

    private Path download(ObjectInfo file) throws IOException {
        Path local = local(file);
        Disk.createDirectories(target.sidecars());
        store.download(file.key() + EventFileName.SIDECAR_SUFFIX, local);
        return local;
    }

    private static void await(Future<Path> begun) throws IOException {
        try {
            begun.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("a sidecar was not fetched", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sidecars were fetched");
        }
    }

    private Sidecar made(ObjectInfo file) throws IOException {
        Files.createDirectories(target.temporary());
        Path copy = target.temporary().resolve(BucketContents.name(file.key()));
        store.download(file.key(), copy);
        try (LocalByteSource source = LocalByteSource.open(copy)) {
            Path sidecar = SidecarRebuild.rebuild(source, target.sidecars());
            rebuilt++;
            return Sidecar.read(sidecar.toString(), Files.readAllBytes(sidecar));
        } finally {
            Files.delete(copy);
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Path local(ObjectInfo file) {
        return target.sidecars().resolve(BucketContents.name(file.key()) + EventFileName.SIDECAR_SUFFIX);
    }
}
