package io.varve.tiering.cold;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server in this process for tests of any module: S3Proxy on a directory, on loopback, at a free port. Modules
 * that use it need {@code org.gaul:s3proxy} on their test class path. Starting another one on the same directory finds
 * the same objects.
 */
public final class S3ProxyFixture implements AutoCloseable {

    private static final S3Config.Credentials CREDENTIALS = new S3Config.Credentials("varve-test", "varve-test-secret");

    private final S3Proxy server;

    private S3ProxyFixture(S3Proxy server) {
        this.server = server;
    }

    /** Starts a server whose buckets are the directories in this one, which is created if absent. */
    public static S3ProxyFixture start(Path directory) {
        try {
            Path root = Files.createDirectories(directory).toAbsolutePath();
            S3Proxy server = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(root.toString()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                    .ignoreUnknownHeaders(true)
                    .jettyMaxThreads(16)
                    .build();
            server.start();
            return new S3ProxyFixture(server);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy did not start on " + directory, e);
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /** A way to the bucket {@code cold}, which is created on first use. */
    public S3Config config() {
        return S3Config.at(uri(), "cold", CREDENTIALS);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy did not stop", e);
        }
    }
}
