package io.varve.ingest.hot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What must be on the disk, and not only said to it. */
final class Disk {

    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private Disk() {}

    /** Waits until all bytes of the file are on the disk, those written through a mapping included. */
    static void sync(Path file) throws IOException {
        // not through a channel: an interrupt would close it, and the sync would fail although the disk is well
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.getFD().sync();
        }
    }

    /** Waits until the names in the directory are on the disk. */
    static void syncDirectory(Path directory) throws IOException {
        if (WINDOWS) {
            return; // cannot open a directory, and needs no such thing
        }
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

    /** The paths in the directory, in no order; none if it is absent. */
    static List<Path> list(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                stream.forEach(paths::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return paths;
    }

    /** Deletes the directory and the files in it, if it is there. */
    static void deleteFlat(Path directory) throws IOException {
        for (Path path : list(directory)) {
            Files.delete(path);
        }
        Files.deleteIfExists(directory);
    }
}
