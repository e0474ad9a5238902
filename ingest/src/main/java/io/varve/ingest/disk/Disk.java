package io.varve.ingest.disk;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Waits until bytes and names are on the disk. Every sync of Varve goes through here, so that a test can know what a
 * loss of power would leave; what the moves read and write goes through here too, so that a test can be the disk that
 * is full or ill. Thread-safe.
 */
public final class Disk {

    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private static volatile @Nullable Watcher watcher;

    /** What is done to a file. */
    public enum Access {
        READ,
        WRITE,
        SYNC,
        MOVE,
        DELETE
    }

    /** Is told what is on the disk from now on, in the thread that made it so. */
    public interface Watcher {

        /** This is about to be done; what is thrown here, the disk is taken to have said. */
        default void about(Access access, Path path) throws IOException {}

        /** All bytes of the file are. */
        void synced(Path file);

        /** All names in the directory are. */
        void directorySynced(Path directory);
    }

    private Disk() {}

    /** Tells the watcher of every sync from now on; null ends it. For tests. */
    public static void watch(@Nullable Watcher newWatcher) {
        watcher = newWatcher;
    }

    /** To be called before a file is read, written, moved to this name or deleted in any way that is not below. */
    public static void about(Access access, Path path) throws IOException {
        Watcher told = watcher;
        if (told != null) {
            told.about(access, path);
        }
    }

    /** Writes all that remains in the buffer. */
    public static void write(Path file, FileChannel open, ByteBuffer bytes) throws IOException {
        about(Access.WRITE, file);
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
    }

    /** Gives the file its name at once; one that had it is replaced. */
    public static void move(Path file, Path target) throws IOException {
        about(Access.MOVE, target);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes the file, which may be absent. */
    public static void delete(Path file) throws IOException {
        about(Access.DELETE, file);
        Files.deleteIfExists(file);
    }

    /** Waits until all bytes of the file are on the disk, those written through a mapping included. */
    public static void sync(Path file) throws IOException {
        // not through a channel: an interrupt would close it, and the sync would fail although the disk is well
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            sync(file, open.getFD());
        }
    }

    /** The same for a file that is open. */
    public static void sync(Path file, FileDescriptor open) throws IOException {
        about(Access.SYNC, file);
        open.sync();
        synced(file);
    }

    /** The same for a file that is open. */
    public static void sync(Path file, FileChannel open) throws IOException {
        about(Access.SYNC, file);
        open.force(true);
        synced(file);
    }

    /** Somebody else has waited until all bytes of the file are on the disk. */
    public static void synced(Path file) {
        Watcher told = watcher;
        if (told != null) {
            told.synced(file);
        }
    }

    /** Waits until the names in the directory are on the disk. */
    public static void syncDirectory(Path directory) throws IOException {
        about(Access.SYNC, directory);
        if (!WINDOWS) { // which cannot open a directory, and needs no such thing
            forceDirectory(directory);
        }
        Watcher told = watcher;
        if (told != null) {
            told.directorySynced(directory);
        }
    }

    /** Makes the directory and those above it where they are absent; their names are on the disk on return. */
    public static Path createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        Files.createDirectories(directory);
        if (parent != null) {
            syncDirectory(parent);
        }
        return directory;
    }

    private static void forceDirectory(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
