package io.varve.tiering.cold;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket, by which way, as whom. What cannot work is an {@link IllegalArgumentException} whose message says what
 * to change.
 *
 * @param endpoint of a server other than AWS, {@code http(s)://host[:port]}; it is addressed path-style. Absent: AWS
 * @param region of the bucket; a server without regions takes any, such as {@code us-east-1}
 * @param prefix empty, or where in the bucket the keys begin, such as {@code varve/prod/}; the {@code /} at its end may
 *     be left out
 * @param credentials absent: the default chain of AWS (environment, profile, container, instance)
 * @param createBucket create the bucket on first use if it is absent
 */
public record S3Config(
        @Nullable URI endpoint,
        String region,
        String bucket,
        String prefix,
        @Nullable Credentials credentials,
        boolean createBucket,
        S3Writing writing,
        Limits limits) {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]+");
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public S3Config {
        Objects.requireNonNull(writing, "writing");
        Objects.requireNonNull(limits, "limits");
        if (endpoint != null && (endpoint.getHost() == null || !SCHEMES.contains(scheme(endpoint)))) {
            throw new IllegalArgumentException("S3 endpoint '" + endpoint + "' must be http(s)://host[:port]");
        }
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException("S3 region '" + region + "' must be one such as eu-central-1");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException(
                    "S3 bucket '" + bucket + "' must be 3 to 63 of a-z 0-9 . - without the s3:// and without a path");
        }
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix = prefix + "/";
        }
        ObjectKeys.checkPrefix(prefix);
    }

    /** A bucket at AWS with the default credentials, nothing else special. */
    public static S3Config aws(String region, String bucket, String prefix) {
        return new S3Config(null, region, bucket, prefix, null, false, S3Writing.DEFAULT, Limits.DEFAULT);
    }

    /** A bucket at another server, created on first use. */
    public static S3Config at(URI endpoint, String bucket, Credentials credentials) {
        return new S3Config(endpoint, "us-east-1", bucket, "", credentials, true, S3Writing.DEFAULT, Limits.DEFAULT);
    }

    public S3Config withBucket(String newBucket, String newPrefix) {
        return new S3Config(endpoint, region, newBucket, newPrefix, credentials, createBucket, writing, limits);
    }

    public S3Config withCredentials(@Nullable Credentials newCredentials) {
        return new S3Config(endpoint, region, bucket, prefix, newCredentials, createBucket, writing, limits);
    }

    public S3Config withCreateBucket(boolean create) {
        return new S3Config(endpoint, region, bucket, prefix, credentials, create, writing, limits);
    }

    public S3Config withWriting(S3Writing newWriting) {
        return new S3Config(endpoint, region, bucket, prefix, credentials, createBucket, newWriting, limits);
    }

    public S3Config withLimits(Limits newLimits) {
        return new S3Config(endpoint, region, bucket, prefix, credentials, createBucket, writing, newLimits);
    }

    /** Where the keys begin: {@code s3://bucket/prefix/}. */
    public URI root() {
        return URI.create("s3://" + bucket + "/" + prefix);
    }

    /** Whether the server is on this machine: then no proxy lies in between. */
    boolean isLoopback() {
        return endpoint != null && LOOPBACK.contains(endpoint.getHost());
    }

    private static String scheme(URI uri) {
        return Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
    }

    /** An access key and its secret; the secret is not printed. */
    public record Credentials(String accessKey, String secretKey) {

        public Credentials {
            if (accessKey.isBlank() || secretKey.isBlank()) {
                throw new IllegalArgumentException("S3 access key and secret key must be given both, or neither");
            }
        }

        @Override
        public String toString() {
            return "Credentials[" + accessKey + "]";
        }
    }

    /**
     * How long and how often one request is tried. A large file is several requests, of {@link S3Writing#partBytes} at
     * most.
     *
     * @param connect until a connection stands
     * @param attempt for one try of a request, with its body
     * @param total for all tries of a request and the waits in between
     * @param tries at least 1
     * @param connections open at once; more callers wait for one as long as {@code attempt}
     */
    public record Limits(Duration connect, Duration attempt, Duration total, int tries, int connections) {

        /** Three tries of 20 s, 60 s in all. */
        public static final Limits DEFAULT =
                new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60), 3, 96);

        public Limits {
            if (!isPositive(connect) || !isPositive(attempt) || !isPositive(total) || tries < 1 || connections < 1) {
                throw new IllegalArgumentException("S3 timeouts, tries and connections must be positive, not connect "
                        + connect + ", attempt " + attempt + ", total " + total + ", tries " + tries
                        + ", connections " + connections);
            }
        }

        public Limits withConnections(int newConnections) {
            return new Limits(connect, attempt, total, tries, newConnections);
        }

        private static boolean isPositive(Duration duration) {
            return !duration.isNegative() && !duration.isZero();
        }
    }
}
