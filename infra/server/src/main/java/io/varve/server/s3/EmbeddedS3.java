package io.varve.server.s3;

import io.varve.tiering.cold.S3Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An S3 server on a local directory: S3Proxy, on loopback alone, at a free port that differs from start to start.
 * Requests must be signed with a key pair that was drawn at random on the first start. Thread-safe.
 *
 * <pre>
 * directory/credentials       the key pair, readable by its owner alone
 * directory/buckets/NAME/...  one file for each object
 * </pre>
 *
 * <p>It does not sync what it writes: a copy made here outlives this process at once, a power loss only when the
 * operating system has written it out, which the grace before a source is removed leaves time for.
 */
public final class EmbeddedS3 implements AutoCloseable {

    /** The bucket that {@link #config} names. */
    public static final String BUCKET = "varve";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedS3.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int THREADS = 32;
    private static final long STOP_MILLIS = 5_000;

    private final S3Proxy server;
    private final S3Config.Credentials credentials;
    private final URI uri;

    private EmbeddedS3(S3Proxy server, S3Config.Credentials credentials) {
        this.server = server;
        this.credentials = credentials;
        this.uri = URI.create("http://" + LOOPBACK + ":" + server.getPort());
    }

    /**
     * Starts a server on the directory, which is created if absent. One process at a time: the data directory's lock
     * sees to that.
     *
     * @throws IOException if the directory cannot be used or the server does not start
     */
    public static EmbeddedS3 start(Path directory) throws IOException {
        // An absolute path: with a relative one S3Proxy lists nothing.
        Path root = Files.createDirectories(directory).toAbsolutePath().normalize();
        Path buckets = Files.createDirectories(root.resolve("buckets"));
        S3Config.Credentials credentials = CredentialsFile.loadOrCreate(root.resolve("credentials"));
        warnWithoutAttributes(buckets);
        S3Proxy server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(buckets.toString()))
                .endpoint(URI.create("http://" + LOOPBACK + ":0"))
                .awsAuthentication(AuthenticationType.AWS_V4, credentials.accessKey(), credentials.secretKey())
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(THREADS)
                .stopTimeout(STOP_MILLIS)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new IOException("the embedded S3 server did not start on " + root + ": " + e.getMessage(), e);
        }
        return new EmbeddedS3(server, credentials);
    }

    private static void warnWithoutAttributes(Path buckets) throws IOException {
        if (!Files.getFileStore(buckets).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
            LOG.warn(
                    "{} lies on a file system without user-defined attributes: objects there lose their SHA-256 and "
                            + "attempt; put the data directory on another one, or configure a bucket",
                    buckets);
        }
    }

    /** Where it answers, {@code http://127.0.0.1:port}. */
    public URI uri() {
        return uri;
    }

    public String accessKey() {
        return credentials.accessKey();
    }

    public String secretKey() {
        return credentials.secretKey();
    }

    /** The way to {@link #BUCKET} on this server, which is created on first use. */
    public S3Config config() {
        return S3Config.at(uri, BUCKET, credentials);
    }

    /** Stops the server; what was put stays. */
    @Override
    public void close() {
        stop(server);
    }

    private static void stop(S3Proxy server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the embedded S3 server did not stop in order", e);
        }
    }
}
