package io.varve.ingest.disk;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Waits until bytes and names are on the disk. Every sync of Varve goes through here, so that a test can know what a
 * loss of power would leave. Thread-safe.
 */
public final class Disk {

    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private static volatile @Nullable Watcher watcher;

    /** Is told what is on the disk from now on, in the thread that made it so. */
    public interface Watcher {

        /** The bytes of the file, or the names in the directory, are about to be; what this throws, the disk threw. */
        default void syncing(Path fileOrDirectory) throws IOException {}

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

    /** Waits until all bytes of the file are on the disk, those written through a mapping included. */
    public static void sync(Path file) throws IOException {
        // not through a channel: an interrupt would close it, and the sync would fail although the disk is well
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            sync(file, open.getFD());
        }
    }

    /** The same for a file that is open. */
    public static void sync(Path file, FileDescriptor open) throws IOException {
        syncing(file);
        open.sync();
        synced(file);
    }

    /** The same for a file that is open. */
    public static void sync(Path file, FileChannel open) throws IOException {
        syncing(file);
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
        syncing(directory);
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

    private static void syncing(Path fileOrDirectory) throws IOException {
        Watcher told = watcher;
        if (told != null) {
            told.syncing(fileOrDirectory);
        }
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
