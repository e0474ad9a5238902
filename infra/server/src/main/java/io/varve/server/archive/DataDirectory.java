package io.varve.server.archive;

import io.varve.ingest.disk.Disk;
import io.varve.server.access.ApiKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Where the parts of an archive lie in its data directory. */
record DataDirectory(Path root) {

    private static final String LOGS = "logs";
    private static final String PROJECTIONS = "projections";
    private static final String SOURCES = "sources";
    private static final List<String> OF_THE_USER =
            List.of("varve.yaml", PROJECTIONS, SOURCES, ApiKeys.FILE_NAME, "lost+found");

    /** Where the user puts files of projections; it need not exist. */
    Path projections() {
        return root.resolve(PROJECTIONS);
    }

    /** Where the user puts files of sources; it need not exist. */
    Path sources() {
        return root.resolve(SOURCES);
    }

    /**
     * Makes the directory if it is absent.
     *
     * @throws ArchiveException if it holds something else
     */
    void prepare() throws IOException {
        requireDirectory();
        if (Files.exists(recoveryMarker())) {
            throw interruptedRecovery();
        }
        Disk.createDirectories(root);
        if (!DirectoryLock.isKnown(root) && holdsSomethingElse()) {
            throw new ArchiveException(
                    root + " is not empty and not a data directory of Varve: give a new one with --data");
        }
    }

    /**
     * Makes sure that this directory was prepared before.
     *
     * @throws ArchiveException if it was not
     */
    void requireBegun() throws IOException {
        requireDirectory();
        if (!DirectoryLock.isKnown(root) && !holdsSomethingElse()) {
            throw new ArchiveException("there is no archive in " + root
                    + ": is it another --data? (append, import, logs create and serve begin a new one)");
        }
    }

    /**
     * Makes sure that a recovery finds nothing here; nothing is made yet.
     *
     * @throws ArchiveException if the directory holds anything
     */
    void requireNew() throws IOException {
        requireDirectory();
        if (Files.exists(recoveryMarker())) {
            throw interruptedRecovery();
        }
        if (holdsSomethingElse()) {
            throw new ArchiveException(root + " is not empty: recover into a new directory, given with --data");
        }
    }

    private void requireDirectory() {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new ArchiveException(root + " is not a directory");
        }
    }

    private ArchiveException interruptedRecovery() {
        return new ArchiveException("a recovery into " + root + " did not end: delete the directory and recover again");
    }

    /** From now until {@link #endRecovery}, the directory cannot be opened. */
    void beginRecovery() throws IOException {
        Files.createDirectories(root);
        try (FileChannel marker =
                FileChannel.open(recoveryMarker(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            marker.force(true);
        }
        syncRoot();
    }

    void endRecovery() throws IOException {
        Files.delete(recoveryMarker());
        syncRoot();
    }

    private void syncRoot() throws IOException {
        try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private Path recoveryMarker() {
        return root.resolve("recovery-unfinished");
    }

    /**
     * Refuses logs that the catalog does not know: a catalog that is lost, or older than the directory, must not look
     * like a new archive.
     *
     * @throws ArchiveException if there are any
     */
    void requireKnown(Collection<String> logs) throws IOException {
        if (!Files.isDirectory(root.resolve(LOGS))) {
            return;
        }
        try (Stream<Path> directories = Files.list(root.resolve(LOGS))) {
            List<String> unknown = directories
                    .map(directory -> String.valueOf(directory.getFileName()))
                    .filter(name -> !logs.contains(name))
                    .sorted()
                    .toList();
            if (!unknown.isEmpty()) {
                throw new ArchiveException("the catalog in " + root.resolve("catalog") + " does not know "
                        + root.resolve(LOGS).resolve(unknown.get(0)) + ": it is lost, or older than the directory; put"
                        + " both back from one backup, or `varve recover` into a new directory");
            }
        }
    }

    private boolean holdsSomethingElse() throws IOException {
        if (!Files.exists(root)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.anyMatch(entry -> !OF_THE_USER.contains(String.valueOf(entry.getFileName())));
        }
    }

    Path embeddedS3() {
        return root.resolve("s3");
    }

    LogPaths log(String name) {
        return new LogPaths(root.resolve(LOGS).resolve(name));
    }
}
