package io.varve.tiering.catalog;

import io.varve.ingest.disk.Disk;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** A local file to read. */
final class LocalInputFile implements InputFile {

    private final String location;
    private final Path path;

    LocalInputFile(String location, Path path) {
        this.location = location;
        this.path = path;
    }

    @Override
    public long getLength() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell the length of " + path, e);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            return new Stream(path, new RandomAccessFile(path.toFile(), "r"));
        } catch (FileNotFoundException e) {
            throw new NotFoundException(e, "cannot open %s", path);
        }
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

        private final Path path;
        private final RandomAccessFile file;
        private final byte[] buffer = new byte[16 * 1024];
        /** Offset in the file of {@code buffer[0]}. */
        private long bufferStart;

        private int bufferLength;
        private int bufferIndex;

        Stream(Path path, RandomAccessFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public long getPos() {
            return bufferStart + bufferIndex;
        }

        @Override
        public void seek(long position) throws IOException {
            if (position < 0) {
                throw new EOFException("cannot seek to " + position);
            }
            if (position >= bufferStart && position <= bufferStart + bufferLength) {
                bufferIndex = (int) (position - bufferStart);
            } else {
                file.seek(position);
                bufferStart = position;
                bufferLength = 0;
                bufferIndex = 0;
            }
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer[bufferIndex++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, bufferLength - bufferIndex);
            System.arraycopy(buffer, bufferIndex, target, offset, count);
            bufferIndex += count;
            return count;
        }

        private boolean fill() {
            if (bufferIndex < bufferLength) {
                return true;
            }
            bufferStart += bufferLength;
            bufferIndex = 0;
            try {
                Disk.about(Disk.Access.READ, path);
                bufferLength = Math.max(0, file.read(buffer));
            } catch (IOException e) {
                throw new UnreadableFileException(path, e);
            }
            return bufferLength > 0;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
