package io.varve.server.archive;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the parts of an archive lie in its data directory. */
record DataDirectory(Path root) {

    private static final List<String> OF_THE_USER = List.of("varve.yaml", "lost+found");

    /**
     * Makes the directory if it is absent.
     *
     * @throws ArchiveException if it holds something else
     */
    void prepare() throws IOException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new ArchiveException(root + " is not a directory");
        }
        Disk.createDirectories(root);
        if (!DirectoryLock.isKnown(root) && holdsSomethingElse()) {
            throw new ArchiveException(
                    root + " is not empty and not a data directory of Varve: give a new one with --data");
        }
    }

    private boolean holdsSomethingElse() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.anyMatch(entry -> !OF_THE_USER.contains(String.valueOf(entry.getFileName())));
        }
    }

    Path embeddedS3() {
        return root.resolve("s3");
    }

    LogPaths log(String name) {
        return new LogPaths(root.resolve("logs").resolve(name));
    }
}
