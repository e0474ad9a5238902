package io.varve.tiering.recovery;

import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.parquet.SidecarRebuild;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings the sidecars of cold files to local disk, and makes those again that are missing or damaged. */
final class SidecarFetch {

    private final ObjectStore store;
    private final BucketContents contents;
    private final RecoveryTarget target;
    private final Consumer<String> warnings;
    private int rebuilt;

    SidecarFetch(ObjectStore store, BucketContents contents, RecoveryTarget target, Consumer<String> warnings) {
        this.store = store;
        this.contents = contents;
        this.target = target;
        this.warnings = warnings;
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
        Files.createDirectories(target.sidecars());
        store.download(file.key() + EventFileName.SIDECAR_SUFFIX, local);
        try {
            Sidecar sidecar = Sidecar.read(local.toString(), Files.readAllBytes(local));
            if (sidecar.facts().fileName().equals(BucketContents.name(file.key()))
                    && sidecar.facts().bytes() == file.bytes()) {
                return sidecar;
            }
            warnings.accept(store.uri(file.key()) + " has the sidecar of "
                    + sidecar.facts().fileName() + "; it is made again from the file");
        } catch (DamagedFileException e) {
            warnings.accept(e.getMessage() + "; it is made again from its file");
        }
        Files.delete(local);
        return null;
    }

    private Sidecar made(ObjectInfo file) throws IOException {
        Files.createDirectories(target.temporary());
        Files.createDirectories(target.sidecars());
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

    private Path local(ObjectInfo file) {
        return target.sidecars().resolve(BucketContents.name(file.key()) + EventFileName.SIDECAR_SUFFIX);
    }
}
