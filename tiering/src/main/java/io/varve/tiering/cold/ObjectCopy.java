package io.varve.tiering.cold;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** Copies an object into a file range by range, so that a connection that breaks costs one range. */
final class ObjectCopy {

    private ObjectCopy() {}

    /** As {@link ObjectStore#download} says. */
    static void download(ObjectStore store, String key, Path target, int rangeBytes) throws IOException {
        ObjectInfo object = store.find(key).orElseThrow(() -> new NoSuchObjectException(store.uri(key)));
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            byte[] sha256 = copy(store, object, part, rangeBytes);
            if (object.sha256() != null && !MessageDigest.isEqual(object.sha256(), sha256)) {
                throw new ObjectStoreException(
                        ObjectStoreException.Kind.DAMAGED,
                        "object " + store.uri(key) + " does not have the SHA-256 it was put with; verify the cold tier",
                        null);
            }
            FaultPoint.DOWNLOAD_WRITTEN.reach();
            Disk.move(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static byte[] copy(ObjectStore store, ObjectInfo object, Path part, int rangeBytes) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] range = new byte[(int) Math.min(rangeBytes, object.bytes())];
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long offset = 0; offset < object.bytes(); offset += range.length) {
                int length = (int) Math.min(range.length, object.bytes() - offset);
                store.readFully(object.key(), offset, range, 0, length);
                digest.update(range, 0, length);
                Disk.write(part, channel, ByteBuffer.wrap(range, 0, length));
            }
            Disk.sync(part, channel);
        }
        return digest.digest();
    }
}
