package io.varve.tiering.catalog;

import io.varve.ingest.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** A local file to read: as a whole, and proven before the first byte is shown. */
final class LocalInputFile implements InputFile {

    private final String location;
    private final Path path;
    private final Database database;

    LocalInputFile(String location, Path path, Database database) {
        this.location = location;
        this.path = path;
        this.database = database;
    }

    @Override
    public long getLength() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        // none of a file that was written before there were proofs
        MetadataProof proof = database.proof(location);
        try {
            if (proof != null) {
                proof.checkLength(path.toString(), Files.size(path));
            }
            Disk.about(Disk.Access.READ, path);
            byte[] bytes = Files.readAllBytes(path);
            if (proof != null) {
                proof.check(path.toString(), bytes);
            }
            return new Stream(bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(IOException e) {
        return e instanceof NoSuchFileException
                ? new NotFoundException(e, "the metadata file %s is missing", path)
                : new UnreadableFileException(path, e);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }

    private static final class Stream extends SeekableInputStream {

        private final byte[] bytes;
        private final ByteArrayInputStream in;

        Stream(byte[] bytes) {
            this.bytes = bytes;
            this.in = new ByteArrayInputStream(bytes);
        }

        @Override
        public long getPos() {
            return bytes.length - (long) in.available();
        }

        @Override
        public void seek(long position) throws IOException {
            if (position < 0 || position > bytes.length) {
                throw new EOFException("cannot seek to " + position + " of " + bytes.length);
            }
            in.reset();
            in.skipNBytes(position);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return in.read(target, offset, length);
        }
    }
}
