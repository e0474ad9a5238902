package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.server.config.ConfigException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {

    private static final String PASSWORD = "changeit";

    private Path keystore = Path.of("");
    private Path certificate = Path.of("");
    private Path key = Path.of("");
    private KeyStore keys;

    @BeforeAll
    void makeKeys(@TempDir Path directory) throws Exception {
        keystore = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "varve",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        certificate = pem(
                directory.resolve("certificate.pem"),
                "CERTIFICATE",
                keys.getCertificate("varve").getEncoded());
        key = pem(
                directory.resolve("key.pem"),
                "PRIVATE KEY",
                Objects.requireNonNull(
                        keys.getKey("varve", PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(Path file, String what, byte[] content) throws Exception {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
    }

    private void requireSpeaksTls(Path directory, Map<String, String> environment) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        ServerHarness server = new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), environment);
        try {
            URI live = URI.create("https://127.0.0.1:" + server.port() + "/health/live");
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(live).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            HttpRequest refused = HttpRequest.newBuilder(live.resolve("/nothing"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1 << 22]))
                    .build();
            assertThat(client.send(refused, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .as("heard while it is still being sent")
                    .isEqualTo(404);
        } finally {
            server.end();
        }
    }

    @Test
    void aKeystoreIsTaken(@TempDir Path directory) throws Exception {
        requireSpeaksTls(directory, Map.of("VARVE_TLS_KEYSTORE", keystore.toString(), "VARVE_TLS_PASSWORD", PASSWORD));
    }

    @Test
    void pemFilesAreTaken(@TempDir Path directory) throws Exception {
        requireSpeaksTls(
                directory, Map.of("VARVE_TLS_CERTIFICATE", certificate.toString(), "VARVE_TLS_KEY", key.toString()));
    }

    @Test
    void whatCannotBeReadIsNamed(@TempDir Path directory) {
        assertThatThrownBy(() -> requireSpeaksTls(
                        directory,
                        Map.of("VARVE_TLS_CERTIFICATE", key.toString(), "VARVE_TLS_KEY", certificate.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tls.");
        assertThatThrownBy(() -> requireSpeaksTls(
                        directory, Map.of("VARVE_TLS_KEYSTORE", keystore.toString(), "VARVE_TLS_PASSWORD", "wrong")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("keys.p12")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void aKeyThatNobodyCouldConnectWithIsRefusedAtTheStart(@TempDir Path directory) throws Exception {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(256);
        Path foreign = pem(
                directory.resolve("foreign.pem"),
                "PRIVATE KEY",
                pairs.generateKeyPair().getPrivate().getEncoded());
        requireRefused(directory, certificate, foreign, "tls.key", "not the key of the certificate");
        Path torn = Files.writeString(
                directory.resolve("torn.pem"), "-----BEGIN PRIVATE KEY-----\nMIGHA\n-----END PRIVATE KEY-----\n");
        requireRefused(directory, certificate, torn, "tls.key", "torn.pem");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        requireRefused(directory, empty, key, "tls.certificate", "empty.pem");
    }

    private void requireRefused(Path directory, Path certificate, Path key, String... words) {
        assertThatThrownBy(() -> requireSpeaksTls(
                        directory.resolve("data"),
                        Map.of("VARVE_TLS_CERTIFICATE", certificate.toString(), "VARVE_TLS_KEY", key.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(words);
    }
}
