package io.varve.server.s3;

import io.varve.tiering.cold.S3Config;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A random key pair in a file that its owner alone may read: two lines, the access key and the secret. */
final class CredentialsFile {

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final int ACCESS_KEY_BYTES = 10;
    private static final int SECRET_KEY_BYTES = 32;

    private CredentialsFile() {}

    static S3Config.Credentials loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        if (POSIX) {
            Files.setPosixFilePermissions(file, OWNER_ALONE);
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() != 2 || lines.get(0).isBlank() || lines.get(1).isBlank()) {
            throw new IOException("file " + file + " must hold two lines, an access key and its secret; "
                    + "delete it to have new ones drawn");
        }
        return new S3Config.Credentials(lines.get(0), lines.get(1));
    }

    /** Whole or not at all, and never readable by others, not even for a moment. */
    private static void create(Path file) throws IOException {
        SecureRandom random = new SecureRandom();
        String text = key(random, ACCESS_KEY_BYTES) + "\n" + key(random, SECRET_KEY_BYTES) + "\n";
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        FileAttribute<?>[] attributes = POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String key(SecureRandom random, int bytes) {
        byte[] key = new byte[bytes];
        random.nextBytes(key);
        return HexFormat.of().withUpperCase().formatHex(key);
    }
}
