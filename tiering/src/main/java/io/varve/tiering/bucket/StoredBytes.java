package io.varve.tiering.bucket;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import io.varve.ingest.fault.FaultPoint;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.PutOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Objects that fit into memory. */
public final class StoredBytes {

    private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

    private StoredBytes() {}

    /** As {@link ObjectStore#put}, from memory through a file in this directory, which is made where it is absent. */
    public static PutOutcome put(ObjectStore store, String key, byte[] bytes, Path temporary, String attempt)
            throws IOException {
        Files.createDirectories(temporary);
        Path file = Files.createTempFile(temporary, "put-", ".part");
        try {
            Disk.about(Disk.Access.WRITE, file);
            Files.write(file, bytes);
            FaultPoint.BUCKET_BYTES_WRITTEN.reach();
            return store.put(key, file, Sha256.newDigest().digest(bytes), attempt);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * All bytes of an object of a list.
     *
     * @throws IOException if they cannot be read, or are more than an array holds
     */
    public static byte[] read(ObjectStore store, ObjectInfo object) throws IOException {
        if (object.bytes() > MAX_BYTES) {
            throw new IOException(
                    store.uri(object.key()) + " has " + object.bytes() + " bytes, too many to be what its key says");
        }
        byte[] bytes = new byte[(int) object.bytes()];
        store.readFully(object.key(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    /** Whether the object holds exactly these bytes. */
    public static boolean isSame(ObjectStore store, @Nullable ObjectInfo object, byte[] bytes) throws IOException {
        return object != null && object.bytes() == bytes.length && MessageDigest.isEqual(read(store, object), bytes);
    }
}
