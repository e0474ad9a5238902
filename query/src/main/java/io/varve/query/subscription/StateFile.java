package io.varve.query.subscription;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A subscription's state as a file, replaced as a whole: docs/format-subscription.md. What is written is on the disk
 * when {@link #write} returns.
 */
record StateFile(Path path) {

    static final String SUFFIX = ".subscription";

    static StateFile in(Path directory, String name) {
        return new StateFile(directory.resolve(name + SUFFIX));
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** @throws SubscriptionException if the file cannot be read, or is not as it was written */
    StoredState read() {
        try {
            Disk.about(Disk.Access.READ, path);
            long size = Files.size(path);
            if (size > StateForm.MAX_BYTES) {
                throw new IOException("it is " + size + " bytes long");
            }
            return StateForm.decode(Files.readAllBytes(path));
        } catch (IOException | IllegalArgumentException e) {
            throw new SubscriptionException(
                    "subscription file " + path + " cannot be read: " + e.getMessage()
                            + "; put it back from a backup, or delete it to create the subscription anew",
                    e);
        }
    }

    /** @throws IOException if it is not known to be on the disk: the state is the old or the new one */
    void write(StoredState state) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(StateForm.encode(state));
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            Disk.write(fresh, file, all);
            Disk.sync(fresh, file);
        }
        Disk.move(fresh, path);
        Disk.syncDirectory(directory());
    }

    void delete() throws IOException {
        Disk.delete(path);
        Disk.syncDirectory(directory());
    }

    private Path directory() {
        Path directory = path.getParent();
        if (directory == null) {
            throw new IllegalStateException(path + " lies in no directory");
        }
        return directory;
    }
}
