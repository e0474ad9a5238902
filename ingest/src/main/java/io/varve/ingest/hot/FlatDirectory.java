package io.varve.ingest.hot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories of the hot tier, which hold files and no tree. */
final class FlatDirectory {

    private FlatDirectory() {}

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
    static void delete(Path directory) throws IOException {
        for (Path path : list(directory)) {
            Files.delete(path);
        }
        Files.deleteIfExists(directory);
    }
}
