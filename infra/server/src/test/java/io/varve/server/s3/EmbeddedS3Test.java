package io.varve.server.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.ObjectStoreException;
import io.varve.tiering.cold.PutOutcome;
import io.varve.tiering.cold.S3Config;
import io.varve.tiering.cold.S3ObjectStore;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedS3Test {

    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path directory;

    @Test
    void keepsObjectsAndKeysFromStartToStart() throws IOException {
        String accessKey;
        try (EmbeddedS3 server = EmbeddedS3.start(directory);
                ObjectStore store = new S3ObjectStore(server.config())) {
            accessKey = server.accessKey();
            assertThat(put(store)).isEqualTo(PutOutcome.CREATED);
        }
        try (EmbeddedS3 server = EmbeddedS3.start(directory);
                ObjectStore store = new S3ObjectStore(server.config())) {
            assertThat(server.accessKey()).isEqualTo(accessKey);
            assertThat(put(store)).isEqualTo(PutOutcome.ALREADY_THERE);
            byte[] read = new byte[3];
            store.readFully("a/b", 0, read, 0, 3);
            assertThat(read).isEqualTo(CONTENT);
            assertThat(store.list("a/")).hasSize(1);
        }
        assertThat(directory.resolve("buckets").resolve(EmbeddedS3.BUCKET).resolve("a/b"))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void worksOnARelativePath() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(directory.toAbsolutePath());
        try (EmbeddedS3 server = EmbeddedS3.start(relative);
                ObjectStore store = new S3ObjectStore(server.config())) {
            put(store);
            assertThat(store.list("")).hasSize(1);
        }
    }

    @Test
    void answersNobodyWithoutTheSecret() throws IOException {
        try (EmbeddedS3 server = EmbeddedS3.start(directory);
                ObjectStore owner = new S3ObjectStore(server.config());
                ObjectStore stranger = new S3ObjectStore(
                        server.config().withCredentials(new S3Config.Credentials(server.accessKey(), "a guess")))) {
            put(owner);
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> stranger.readFully("a/b", 0, new byte[1], 0, 1))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ObjectStoreException.Kind.DENIED));

            HttpURLConnection unsigned = (HttpURLConnection)
                    server.uri().resolve("/varve/a/b").toURL().openConnection();
            assertThat(unsigned.getResponseCode()).isEqualTo(403);
        }
    }

    @Test
    void listensOnLoopbackAlone() throws IOException {
        try (EmbeddedS3 server = EmbeddedS3.start(directory)) {
            int port = server.uri().getPort();
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            for (InetAddress address : otherAddresses()) {
                assertThatIOException()
                        .as("%s port %d", address, port)
                        .isThrownBy(() -> new Socket(address, port).close());
            }
        }
    }

    private static List<InetAddress> otherAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    @Test
    void keepsItsKeysFromOthers() throws IOException {
        EmbeddedS3.start(directory).close();
        Path credentials = directory.resolve("credentials");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-r--r--"));
        EmbeddedS3.start(directory).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesDamagedKeys() throws IOException {
        Files.writeString(directory.resolve("credentials"), "only one line\n");

        assertThatIOException()
                .isThrownBy(() -> EmbeddedS3.start(directory))
                .withMessageContaining("credentials")
                .withMessageContaining("delete it");
    }

    private PutOutcome put(ObjectStore store) throws IOException {
        Path file = Files.write(directory.resolve("file"), CONTENT);
        return store.put("a/b", file, Sha256.newDigest().digest(CONTENT), "a1");
    }
}
