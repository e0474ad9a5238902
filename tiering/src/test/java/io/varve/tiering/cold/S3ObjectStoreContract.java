package io.varve.tiering.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.tiering.cold.ObjectStoreException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** What {@link S3ObjectStore} promises beyond the port, on any server of the S3 protocol. */
abstract class S3ObjectStoreContract extends ObjectStoreContract {

    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final int PART = 5 << 20;
    private static final S3Config.Limits IMPATIENT =
            new S3Config.Limits(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(4), 2, 8);

    private final String bucket = "bucket-" + BUCKETS.incrementAndGet();

    /** A way to the server under test. */
    abstract S3Config server();

    final S3Config config() {
        return server().withBucket(bucket, "varve/test").withWriting(S3Writing.DEFAULT.withPartBytes(PART));
    }

    @Override
    final ObjectStore open() {
        return new S3ObjectStore(config());
    }

    @Test
    void sendsLargeFilesInParts() throws IOException {
        byte[] bytes = bytes(2 * PART + 12_345);

        assertThat(put("large", bytes, "a1")).isEqualTo(PutOutcome.CREATED);

        ObjectInfo found = store.find("large").orElseThrow();
        assertThat(found.bytes()).isEqualTo(bytes.length);
        assertThat(found.sha256()).isEqualTo(sha256(bytes));
        assertThat(found.attempt()).isEqualTo("a1");
        assertThat(read("large", PART - 10, 20)).isEqualTo(Arrays.copyOfRange(bytes, PART - 10, PART + 10));
        Path copy = directory.resolve("copy");
        store.download("large", copy);
        assertThat(copy).hasBinaryContent(bytes);
    }

    @Test
    void neverReplacesALargeFile() throws IOException {
        byte[] bytes = bytes(PART + 1);
        put("large", bytes, "a1");

        assertThat(put("large", bytes, "a1")).isEqualTo(PutOutcome.ALREADY_THERE);
        assertThatExceptionOfType(ObjectExistsException.class).isThrownBy(() -> put("large", bytes, "a2"));
    }

    @Test
    void leavesNothingOfALargeFileThatIsNotWhatItShouldBe() throws IOException {
        Path file = file(bytes(PART + 1));

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.put("large", file, new byte[32], "a1"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));

        assertThat(store.find("large")).isEmpty();
        assertThat(store.abandonUploads(Instant.MAX)).isZero();
    }

    @Test
    void freesUploadsThatNeverEnded() throws IOException {
        put("a", bytes(1), "a1");
        try (S3Client client = S3Clients.build(config())) {
            client.createMultipartUpload(request -> request.bucket(bucket).key("varve/test/never-ended"));
            client.createMultipartUpload(request -> request.bucket(bucket).key("others/upload"));
        }

        assertThat(store.abandonUploads(Instant.EPOCH)).isZero();
        assertThat(store.abandonUploads(Instant.MAX)).isEqualTo(1);
        assertThat(store.abandonUploads(Instant.MAX)).isZero();
        assertThat(store.list("")).extracting(ObjectInfo::key).containsExactly("a");
    }

    @Test
    void refusesASmallFileThatIsNotWhatItShouldBe() throws IOException {
        Path file = file(bytes(1_000));

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.put("small", file, new byte[32], "a1"));

        assertThat(store.find("small")).isEmpty();
    }

    @Test
    void worksWithoutChecksumsAndConditions() throws IOException {
        S3Writing plain = config().writing().withChecksums(false).withConditional(false);
        byte[] large = bytes(PART + 1);
        try (ObjectStore other = new S3ObjectStore(config().withWriting(plain))) {
            byte[] small = bytes(100);
            other.put("small", file(small), sha256(small), "a1");
            other.put("large", file(large), sha256(large), "a1");

            assertThatExceptionOfType(ObjectExistsException.class)
                    .isThrownBy(() -> other.put("small", file(small), sha256(small), "a2"));
        }
        assertThat(read("large", 0, large.length)).isEqualTo(large);
    }

    @Test
    void listsEveryPage() throws IOException {
        for (int i = 0; i < 23; i++) {
            put("page/" + (100 + i), bytes(i), "a1");
        }
        try (ObjectStore byFives = new S3ObjectStore(config(), null, 5)) {
            assertThat(byFives.list("page/")).hasSize(23).isEqualTo(store.list("page/"));
        }
    }

    @Test
    void seesOnlyItsPrefix() throws IOException {
        put("a/1", bytes(1), "a1");
        try (ObjectStore other = new S3ObjectStore(config().withBucket(bucket, "varve/test/a/"));
                ObjectStore beside = new S3ObjectStore(config().withBucket(bucket, "varve/te"))) {
            assertThat(other.list("")).extracting(ObjectInfo::key).containsExactly("1");
            assertThat(other.key(store.uri("a/1"))).isEqualTo("1");
            assertThat(beside.list("")).isEmpty();
        }
    }

    @Test
    void tellsAnAbsentBucketFromAnAbsentObject() throws IOException {
        Path file = file(bytes(10));
        try (ObjectStore absent =
                new S3ObjectStore(config().withBucket("no-such-bucket", "").withCreateBucket(false))) {
            assertBucketIsMissed(() -> absent.find("a"));
            assertBucketIsMissed(() -> absent.readFully("a", 0, new byte[1], 0, 1));
            assertBucketIsMissed(() -> absent.list(""));
            assertBucketIsMissed(() -> absent.put("a", file, sha256(bytes(10)), "a1"));
        }
    }

    @Test
    void isDeniedWithTheWrongSecret() throws IOException {
        put("a", bytes(10), "a1");
        Path file = file(bytes(10));
        S3Config.Credentials wrong = new S3Config.Credentials("varve-test", "not the secret");
        try (ObjectStore stranger =
                new S3ObjectStore(config().withCredentials(wrong).withCreateBucket(false))) {
            assertFails(Kind.DENIED, () -> stranger.find("a"));
            assertFails(Kind.DENIED, () -> stranger.readFully("a", 0, new byte[1], 0, 1));
            assertFails(Kind.DENIED, () -> stranger.put("b", file, sha256(bytes(10)), "a1"));
            assertFails(Kind.DENIED, () -> stranger.list(""));
            assertFails(Kind.DENIED, () -> stranger.delete("a"));
        }
        assertThat(store.list("")).extracting(ObjectInfo::key).containsExactly("a");
    }

    @Test
    void saysWhenNobodyAnswers() throws IOException {
        URI closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        S3Config config = S3Config.at(closed, bucket, new S3Config.Credentials("a", "b"))
                .withCreateBucket(false)
                .withLimits(IMPATIENT);
        Path file = file(bytes(10));
        try (ObjectStore nobody = new S3ObjectStore(config)) {
            assertFails(Kind.UNREACHABLE, () -> nobody.find("a"));
            assertFails(Kind.UNREACHABLE, () -> nobody.put("a", file, sha256(bytes(10)), "a1"));
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    private static void assertBucketIsMissed(Call call) {
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(call::run)
                .withMessageContaining("no-such-bucket")
                .withMessageContaining("bucket does not exist");
    }

    private void assertFails(Kind kind, Call call) {
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(call::run)
                .withMessageContaining("s3://" + bucket)
                .withMessageNotContaining("\n")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
