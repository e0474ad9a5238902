package io.varve.tiering.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The statement that a recovered log's hot tier begins empty at one position: without it, a hot tier without events
 * behind sealed files counts as lost. It lies in the hot directory itself, so it is lost together with it.
 */
public final class EmptyHot {

    private static final String FILE = "recovered";

    private EmptyHot() {}

    /** States it, durably. */
    static void state(Path hotDirectory, UUID logId, long position) throws IOException {
        try (FileChannel channel = FileChannel.open(
                hotDirectory.resolve(FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text(logId, position).getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try (FileChannel directory = FileChannel.open(hotDirectory, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Whether it is stated of exactly this log and position. */
    public static boolean isStated(Path hotDirectory, UUID logId, long position) {
        Path file = hotDirectory.resolve(FILE);
        try {
            return Files.exists(file)
                    && Files.readString(file, StandardCharsets.US_ASCII).equals(text(logId, position));
        } catch (IOException e) {
            return false; // what cannot be read states nothing
        }
    }

    private static String text(UUID logId, long position) {
        return "log " + logId + " was recovered without hot events; it goes on at position " + position + "\n";
    }
}
