package io.varve.tiering.catalog;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import io.varve.ingest.fault.FaultPoint;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Objects;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A local file to write; closed means on the disk, with its directory entry, and its proof with the database. */
final class LocalOutputFile implements OutputFile {

    private final String location;
    private final Path path;
    private final Database database;

    LocalOutputFile(String location, Path path, Database database) {
        this.location = location;
        this.path = path;
        this.database = database;
    }

    @Override
    public PositionOutputStream create() {
        if (Files.exists(path)) {
            throw new AlreadyExistsException("%s exists already", path);
        }
        return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        try {
            Path directory = parent(path);
            Disk.createDirectories(directory);
            Disk.about(Disk.Access.WRITE, path);
            return new Stream(new FileOutputStream(path.toFile()), this);
        } catch (IOException e) {
            throw new MetadataWriteException("cannot create " + path, e);
        }
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInputFile(location, path, database);
    }

    private static Path parent(Path child) {
        return Objects.requireNonNull(child.getParent());
    }

    private static final class Stream extends PositionOutputStream {

        private final FileOutputStream file;
        private final MessageDigest sha256 = Sha256.newDigest();
        private final OutputStream buffered;
        private final LocalOutputFile target;
        private long position;
        private boolean closed;

        Stream(FileOutputStream file, LocalOutputFile target) {
            this.file = file;
            this.buffered = new BufferedOutputStream(new DigestOutputStream(file, sha256), 16 * 1024);
            this.target = target;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int value) {
            try {
                buffered.write(value);
            } catch (IOException e) {
                throw failed(e);
            }
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                buffered.write(bytes, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
            position += length;
        }

        @Override
        public void flush() {
            try {
                buffered.flush();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try (FileOutputStream closing = file) {
                FaultPoint.METADATA_FILE_TORN.reach();
                Disk.about(Disk.Access.WRITE, target.path);
                buffered.flush();
                Disk.sync(target.path, closing.getFD());
            } catch (IOException e) {
                throw failed(e);
            }
            try {
                Disk.syncDirectory(parent(target.path));
                target.database.noteProof(target.location, new MetadataProof(position, sha256.digest()));
                FaultPoint.METADATA_FILE_WRITTEN.reach();
            } catch (IOException e) {
                throw failed(e);
            } catch (CatalogException e) {
                throw failed(new IOException(e.getMessage(), e));
            }
        }

        private MetadataWriteException failed(IOException cause) {
            return new MetadataWriteException("cannot write " + target.path, cause);
        }
    }
}
