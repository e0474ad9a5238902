package io.varve.tiering.catalog;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Iceberg's files on the local disk. What it writes is on the disk, and so is its directory entry, when the stream
 * closes; so a pointer that moves afterwards never names a file that a power loss can take. What it reads is proven to
 * be what it wrote. Thread-safe.
 */
final class LocalFileIO implements SupportsPrefixOperations {

    private static final long serialVersionUID = 1;

    private final Locations locations;
    private final transient Database database;

    LocalFileIO(Locations locations, Database database) {
        this.locations = locations;
        this.database = database;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location, path(location), database);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(location, path(location), database);
    }

    @Override
    public void deleteFile(String location) {
        try {
            Disk.delete(path(location));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + location, e);
        }
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Path directory = path(prefix);
        List<FileInfo> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(new FileInfo(
                            locations.stored(file.toUri()),
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
        return found;
    }

    @Override
    public void deletePrefix(String prefix) {
        throw new UnsupportedOperationException("files are deleted one by one");
    }

    private Path path(String location) {
        URI uri = locations.resolved(location);
        if (!Locations.isFile(uri)) {
            throw new UnsupportedOperationException(
                    "the embedded catalog's FileIO opens local files only, not " + location);
        }
        return Path.of(uri);
    }
}
