package io.varve.ingest.hot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A part of a file in memory, moved along. What lies past the end of the file reads as 0. Not thread-safe.
 *
 * <p>Read and not mapped: a mapped page that the disk cannot give, or that lies past the end of a file that was cut,
 * ends the process. And not through a channel: an interrupt of the reading thread would close it.
 */
final class FileWindow implements AutoCloseable {

    private static final int FIRST_BYTES = 2 << 10;
    private static final int MOST_BYTES = 64 << 10;
    private static final byte[] ZEROS = new byte[MOST_BYTES];

    private final RandomAccessFile file;
    private long length;
    private byte[] window = {};
    private ByteBuffer view = ByteBuffer.wrap(window);
    private ByteBuffer words = view;
    private long start;
    private int filled;
    private int next = FIRST_BYTES;

    FileWindow(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
        try {
            length = file.length();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Forgets what was read: the file may have grown. */
    void refresh() throws IOException {
        filled = 0;
        next = FIRST_BYTES;
        length = file.length();
        if (window.length > MOST_BYTES) {
            resize(0);
        }
    }

    long length() {
        return length;
    }

    /** The four bytes at the offset as a little-endian number. */
    int word(long offset) throws IOException {
        require(offset, Integer.BYTES);
        return words.getInt((int) (offset - start));
    }

    /** The eight bytes at the offset as a little-endian number. */
    long longWord(long offset) throws IOException {
        require(offset, Long.BYTES);
        return words.getLong((int) (offset - start));
    }

    /** The bytes from the offset on, big-endian; valid until the next call of any method. */
    ByteBuffer bytes(long offset, int count) throws IOException {
        require(offset, count);
        return view.slice((int) (offset - start), count);
    }

    /** The end of the last byte from the offset on that is not 0; the offset itself if all are. */
    long endOfBytes(long from) throws IOException {
        long end = from;
        for (long at = from; at < length; at += MOST_BYTES) {
            ByteBuffer part = bytes(at, MOST_BYTES);
            int begin = (int) (at - start);
            if (Arrays.equals(window, begin, begin + MOST_BYTES, ZEROS, 0, MOST_BYTES)) {
                continue;
            }
            int last = MOST_BYTES;
            while (last > 0 && last % Long.BYTES == 0 && part.getLong(last - Long.BYTES) == 0) {
                last -= Long.BYTES;
            }
            while (last > 0 && part.get(last - 1) == 0) {
                last--;
            }
            end = at + last;
        }
        return end;
    }

    private void require(long offset, int count) throws IOException {
        if (offset < start || offset + count > start + filled) {
            load(offset, count);
        }
    }

    private void load(long offset, int count) throws IOException {
        boolean goesOn = offset > start && offset <= start + filled;
        next = goesOn ? Math.min(2 * next, MOST_BYTES) : FIRST_BYTES;
        int wanted = Math.max(count, next);
        if (window.length < wanted) {
            resize(wanted);
        }
        start = offset;
        filled = 0;
        int read = 0;
        file.seek(offset);
        for (int more = 0; read < wanted && more >= 0; read += Math.max(0, more)) {
            more = file.read(window, read, wanted - read);
        }
        Arrays.fill(window, read, wanted, (byte) 0);
        filled = wanted;
    }

    private void resize(int bytes) {
        window = new byte[bytes];
        view = ByteBuffer.wrap(window);
        words = view.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
