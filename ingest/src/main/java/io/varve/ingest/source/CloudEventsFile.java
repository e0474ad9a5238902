package io.varve.ingest.source;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file of CloudEvents, one JSON object a line; plain, gzip (any number of members) or Zstandard (any number of
 * frames). Compression is told by the name's ending (.gz, .zst), else by the first bytes. Blank lines are skipped, LF
 * and CRLF end a line, a byte order mark may stand at the front.
 *
 * <p>Memory is bounded by the longest line. A compressed file that ends too early is an error, not an end.
 */
public final class CloudEventsFile implements EventSource {

    /** The default bound on a line: four times the default bound on data, so that escapes and Base64 have room. */
    public static final int DEFAULT_MAX_LINE_BYTES = 4 * EventRules.DEFAULT_MAX_DATA_BYTES;

    private final Path path;
    private final FileChannel channel;
    private final boolean regular;
    private final InputStream in;
    private final EventLines events;
    private long bytesRead;
    private @Nullable String fingerprint;

    private CloudEventsFile(Path path, FileChannel channel, boolean regular, int maxLineBytes) throws IOException {
        this.path = path;
        this.channel = channel;
        this.regular = regular;
        this.in = decompressed(new BufferedInputStream(new Counting(), 1 << 16));
        this.events = new EventLines(in, maxLineBytes);
    }

    /** Opens a file with lines of up to {@link #DEFAULT_MAX_LINE_BYTES}. */
    public static CloudEventsFile open(Path path) throws IOException {
        return open(path, DEFAULT_MAX_LINE_BYTES);
    }

    /**
     * Opens a file.
     *
     * @param maxLineBytes the most bytes in a line, at least 2; a longer one is an error
     * @throws IOException if the file cannot be read
     */
    public static CloudEventsFile open(Path path, int maxLineBytes) throws IOException {
        if (maxLineBytes < 2 || maxLineBytes > 1 << 30) {
            throw new IllegalArgumentException("maxLineBytes is " + maxLineBytes + ", must be from 2 to " + (1 << 30));
        }
        if (Files.isDirectory(path)) {
            throw new IOException(path + " is a directory, a file of events is wanted");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new IOException(path + " does not exist", e);
        }
        try {
            return new CloudEventsFile(path, channel, Files.isRegularFile(path), maxLineBytes);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** The absolute path. */
    @Override
    public String name() {
        return path.toAbsolutePath().normalize().toString();
    }

    /**
     * SHA-256 of all bytes of the file as it lies there, in hex: any change makes another source of it, also one at the
     * end. Reads the whole file once.
     */
    @Override
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            known = hash();
            fingerprint = known;
        }
        return known;
    }

    @Override
    public boolean next() throws IOException {
        try {
            return events.next();
        } catch (IOException e) {
            throw new IOException("cannot be read further: " + e.getMessage(), e);
        }
    }

    @Override
    public Event event() {
        return events.event();
    }

    @Override
    public long row() {
        return events.line();
    }

    @Override
    public String where(long row) {
        return row == 0 ? path.toString() : path + " line " + row;
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public long totalBytes() {
        try {
            return regular ? channel.size() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            in.close();
        }
    }

    private InputStream decompressed(BufferedInputStream raw) throws IOException {
        raw.mark(4);
        byte[] first = raw.readNBytes(4);
        raw.reset();
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".gz") || startsWith(first, 0x1F, 0x8B)) {
            return new GzipMembers(raw);
        }
        if (name.endsWith(".zst") || startsWith(first, 0x28, 0xB5, 0x2F, 0xFD)) {
            if (first.length == 0) {
                throw new IOException(path + " is truncated: there is nothing in it");
            }
            return new ZstdInputStreamNoFinalizer(raw);
        }
        return raw;
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private String hash() {
        if (!regular) {
            throw new UncheckedIOException(
                    new IOException(path + " can be read only once, so it cannot be told again; a file is wanted"));
        }
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
        try {
            long at = 0;
            for (int read = channel.read(buffer, at); read >= 0; read = channel.read(buffer.clear(), at)) {
                digest.update(buffer.array(), 0, read);
                at += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read: " + e.getMessage(), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The bytes of the file in order, counted. */
    private final class Counting extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = channel.read(ByteBuffer.wrap(target, offset, length));
            bytesRead += Math.max(read, 0);
            return read;
        }
    }
}
