package io.varve.tiering.migration;

import io.varve.ingest.event.Sha256;
import io.varve.ingest.fault.FaultPoint;
import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.Move;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies warm files to the object store: upload, read back and compare, commit, several finished files at once.
 *
 * <p>An upload that an earlier run finished but did not commit is found and compared, not made again; one whose bytes
 * differ is left alone, as an orphan, and the file goes up under a new name.
 */
final class WarmToCold {

    private final MigrationContext context;
    private final List<Move> uncommitted = new ArrayList<>();

    WarmToCold(MigrationContext context) {
        this.context = context;
    }

    /** Makes sure that the file and its sidecar lie in the object store, byte for byte. */
    void upload(CatalogFile file) throws IOException {
        uncommitted.add(new Move(file, context.cold().uri(copy(file)), Tier.COLD));
    }

    /** As {@link #upload}, but the file stays where it is; gives the key of its copy. */
    String copy(CatalogFile file) throws IOException {
        Path local = Path.of(file.location());
        // Loading it makes a missing or damaged one anew.
        context.sources().files().sidecar(file);
        String earlier = findEarlier(file, local);
        return earlier == null ? uploadAnew(file, local) : earlier;
    }

    int uncommitted() {
        return uncommitted.size();
    }

    /** Tells the catalog the new places, all in one commit. */
    void commit() {
        if (!uncommitted.isEmpty()) {
            context.catalog().move(uncommitted);
            FaultPoint.UPLOAD_COMMITTED.reach();
            uncommitted.clear();
        }
    }

    private @Nullable String findEarlier(CatalogFile file, Path local) throws IOException {
        String name = local.getFileName().toString();
        for (ObjectInfo object :
                context.cold().list(context.coldPrefix() + file.partition().name() + "/")) {
            boolean isCopy = object.key().endsWith("/" + name) && object.bytes() == file.bytes();
            if (isCopy && isThereAndSame(object.key(), file.bytes(), sha256(local))) {
                // An upload that broke off before its sidecar is completed: else each try would leave a whole file.
                putSidecarIfAbsent(object.key(), local);
                if (isSidecarSame(object.key(), local)) {
                    FaultPoint.UPLOAD_FOUND_AGAIN.reach();
                    return object.key();
                }
            }
        }
        return null;
    }

    private void putSidecarIfAbsent(String key, Path local) throws IOException {
        if (context.cold().find(key + EventFileName.SIDECAR_SUFFIX).isEmpty()) {
            putSidecar(key, local, Attempts.next());
        }
    }

    private void putSidecar(String key, Path local, String attempt) throws IOException {
        Path sidecar = sidecar(local);
        context.cold().put(key + EventFileName.SIDECAR_SUFFIX, sidecar, digest(Files.readAllBytes(sidecar)), attempt);
    }

    private String uploadAnew(CatalogFile file, Path local) throws IOException {
        ObjectStore cold = context.cold();
        String attempt = Attempts.next();
        String key = BucketLayout.of(context.catalog().definition())
                .fileKey(file.partition(), attempt, local.getFileName().toString());
        cold.put(key, local, sha256(local), attempt);
        FaultPoint.UPLOAD_FILE_PUT.reach();
        putSidecar(key, local, attempt);
        FaultPoint.UPLOAD_SIDECAR_PUT.reach();
        if (!isSame(key, file.bytes(), sha256(local))) {
            throw new MoveFailedException(cold.uri(key) + " reads back with another SHA-256 than the one in its name");
        }
        if (!isSidecarSame(key, local)) {
            throw new MoveFailedException(cold.uri(key) + EventFileName.SIDECAR_SUFFIX + " reads back altered");
        }
        FaultPoint.UPLOAD_READ_BACK.reach();
        return key;
    }

    /** A list may show what is deleted. */
    private boolean isThereAndSame(String key, long bytes, byte[] sha256) throws IOException {
        try {
            return isSame(key, bytes, sha256);
        } catch (NoSuchObjectException e) {
            return false;
        }
    }

    private boolean isSame(String key, long bytes, byte[] sha256) throws IOException {
        try (ByteSource object = context.cold().byteSource(key, bytes)) {
            return Arrays.equals(WholeFile.sha256(object), sha256);
        }
    }

    private boolean isSidecarSame(String key, Path local) throws IOException {
        byte[] expected = Files.readAllBytes(sidecar(local));
        String sidecarKey = key + EventFileName.SIDECAR_SUFFIX;
        ObjectInfo found = context.cold().find(sidecarKey).orElse(null);
        return found != null
                && found.bytes() == expected.length
                && isSame(sidecarKey, expected.length, digest(expected));
    }

    private static byte[] sha256(Path local) {
        return EventFileName.parse(local.getFileName().toString()).sha256();
    }

    private static Path sidecar(Path local) {
        return local.resolveSibling(local.getFileName() + EventFileName.SIDECAR_SUFFIX);
    }

    private static byte[] digest(byte[] bytes) {
        return Sha256.newDigest().digest(bytes);
    }
}
