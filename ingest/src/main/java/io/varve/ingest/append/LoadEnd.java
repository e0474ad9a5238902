package io.varve.ingest.append;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The statement that no load is unfinished where the log ends, although its last batch says that more may follow: the
 * load was given up, or the rest of its source was in the log already, so that no batch could say it. It holds for
 * exactly one position, so that the next load begins a new count.
 */
final class LoadEnd {

    private static final String FILE = "load-ended";

    private final Path directory;
    private final Path file;

    LoadEnd(Path hotDirectory) {
        this.directory = hotDirectory;
        this.file = hotDirectory.resolve(FILE);
    }

    /** States it of a log that ends at this position; durable on return. */
    void state(long position) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text(position).getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            Disk.sync(file, channel);
        }
        Disk.syncDirectory(directory);
    }

    /** Whether it is stated of exactly this position. What is torn or cannot be read states nothing. */
    boolean isStated(long position) {
        try {
            return Files.exists(file)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).equals(text(position));
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(long position) {
        return "no load goes on at position " + position + "\n";
    }
}
