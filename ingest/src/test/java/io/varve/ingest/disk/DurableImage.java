package io.varve.ingest.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a loss of power would leave of a directory, if all that was not synced were gone: each directory with the names
 * it had when it was last synced, each file with the bytes it had when it was last synced, or none. One to a process at
 * a time.
 */
public final class DurableImage implements Disk.Watcher, AutoCloseable {

    private static final int BLOCK = 1 << 16;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final Path root;
    private final Path shadows;
    private final Map<Path, Map<String, Entry>> directories = new HashMap<>();
    private final Map<Object, Path> contents = new HashMap<>();
    private int copies;

    private record Entry(boolean isDirectory, Object fileKey) {}

    /**
     * Begins to watch.
     *
     * @param root the directory to know about; what it holds now is taken to be on the disk
     * @param shadows an empty directory for copies
     */
    public DurableImage(Path root, Path shadows) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.shadows = Files.createDirectories(shadows);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                if (Files.isDirectory(path)) {
                    directorySynced(path);
                } else {
                    synced(path);
                }
            }
        }
        Disk.watch(this);
    }

    @Override
    public synchronized void synced(Path file) {
        Path known = file.toAbsolutePath().normalize();
        if (!known.startsWith(root)) {
            return;
        }
        try {
            Object key = Files.readAttributes(known, BasicFileAttributes.class).fileKey();
            Path copy = shadows.resolve(Integer.toString(copies++));
            copy(known, copy);
            Path before = contents.put(key, copy);
            if (before != null) {
                Files.delete(before);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void directorySynced(Path directory) {
        Path known = directory.toAbsolutePath().normalize();
        if (!known.startsWith(root)) {
            return;
        }
        Map<String, Entry> entries = new TreeMap<>();
        try (Stream<Path> all = Files.list(known)) {
            for (Path path : all.toList()) {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                entries.put(path.getFileName().toString(), new Entry(attributes.isDirectory(), attributes.fileKey()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        directories.put(known, entries);
    }

    /** Lays the image down in a directory that does not exist. */
    public synchronized void layDown(Path target) throws IOException {
        layDown(root, target);
    }

    private void layDown(Path directory, Path target) throws IOException {
        Files.createDirectory(target);
        for (Map.Entry<String, Entry> named :
                directories.getOrDefault(directory, Map.of()).entrySet()) {
            Path to = target.resolve(named.getKey());
            if (named.getValue().isDirectory()) {
                layDown(directory.resolve(named.getKey()), to);
            } else {
                Path content = contents.get(named.getValue().fileKey());
                if (content == null) {
                    Files.createFile(to);
                } else {
                    copy(content, to);
                }
            }
        }
    }

    /** Keeps the copy as sparse as the hot tier's files are. */
    private static void copy(Path from, Path to) throws IOException {
        byte[] block = new byte[BLOCK];
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long end = source.size();
            for (long at = 0; at < end; at += BLOCK) {
                int length = (int) Math.min(BLOCK, end - at);
                readFully(source, block, length, at);
                if (!Arrays.equals(block, 0, length, ZEROS, 0, length)) {
                    writeFully(target, ByteBuffer.wrap(block, 0, length), at);
                }
            }
            if (end > 0 && target.size() < end) {
                writeFully(target, ByteBuffer.allocate(1), end - 1);
            }
        }
    }

    private static void readFully(FileChannel source, byte[] block, int length, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block, 0, length);
        while (buffer.hasRemaining()) {
            if (source.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was copied");
            }
        }
    }

    private static void writeFully(FileChannel target, ByteBuffer bytes, long at) throws IOException {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            target.write(bytes, at + bytes.position() - start);
        }
    }

    /** Ends watching. */
    @Override
    public void close() {
        Disk.watch(null);
    }
}
