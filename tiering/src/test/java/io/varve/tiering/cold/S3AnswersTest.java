package io.varve.tiering.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.disk.FaultyDisk;
import io.varve.ingest.event.Sha256;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link S3ObjectStore} says, and what it makes of answers that real servers rarely give. */
class S3AnswersTest {

    private static final byte[] CONTENT = {1, 2, 3};
    private static final byte[] DIGEST = Sha256.newDigest().digest(CONTENT);

    @TempDir
    Path directory;

    private ScriptedServer server;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        file = Files.write(directory.resolve("file"), CONTENT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void triesAgainWhenAnAnswerBreaksOff() throws IOException {
        server.thenBreakOff(100, 60).thenBreakOff(100, 100);
        byte[] target = new byte[100];
        target[99] = 1;
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            store.readFully("a", 0, target, 0, 100);
        }
        assertThat(target).isEqualTo(new byte[100]);
        assertThat(server.requests())
                .hasSize(2)
                .allMatch(request -> request.header("Range").equals("bytes=0-99"));
    }

    @Test
    void neverTakesAPartForTheWhole() throws IOException {
        server.thenBreakOff(100, 60).thenBreakOff(100, 0).thenBreakOff(100, 99);
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> store.readFully("a", 0, new byte[100], 0, 100))
                    .withMessageContaining("s3://cold/a")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void neverTakesAnotherRangeForTheOneAskedFor() throws IOException {
        server.thenBreakOff(100, 100).thenBreakOff(90, 90);
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThatExceptionOfType(EOFException.class)
                    .as("the server ignored where it should begin")
                    .isThrownBy(() -> store.readFully("a", 50, new byte[100], 0, 100));
            assertThatExceptionOfType(EOFException.class)
                    .as("the object ends earlier")
                    .isThrownBy(() -> store.readFully("a", 0, new byte[100], 0, 100));
        }
    }

    @Test
    void recognisesThatItsFirstTryHadTakenEffect() throws IOException {
        server.thenError(500, "InternalError", "try again")
                .thenError(412, "PreconditionFailed", "it exists")
                .thenAnswer(200, object("a1", DIGEST));
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThat(store.put("a", file, DIGEST, "a1")).isEqualTo(PutOutcome.ALREADY_THERE);
        }
        assertThat(server.requests()).extracting(ScriptedServer.Request::method).containsExactly("PUT", "PUT", "HEAD");
    }

    @Test
    void knowsNothingWhenItCannotLookAfterAConflict() throws IOException {
        server.thenError(412, "PreconditionFailed", "it exists").thenAnswer(403, Map.of());
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> store.put("a", file, DIGEST, "a1"))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
        }
    }

    @Test
    void putsAgainWhenTheRivalWriterIsGone() throws IOException {
        server.thenError(409, "ConditionalRequestConflict", "another writer")
                .thenAnswer(404, Map.of())
                .thenAnswer(200, Map.of())
                .thenAnswer(200, Map.of("ETag", "\"1\""));
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThat(store.put("a", file, DIGEST, "a1")).isEqualTo(PutOutcome.CREATED);
        }
        assertThat(server.requests())
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly("PUT /cold/a", "HEAD /cold/a", "HEAD /cold", "PUT /cold/a");
    }

    @Test
    void asksForWhatIsConfigured() throws IOException {
        server.thenAnswer(200, Map.of());
        S3Writing writing = S3Writing.DEFAULT
                .withStorageClass("GLACIER_IR")
                .withEncryption("aws:kms", "key-1")
                .withLock(new S3Writing.Lock(S3Writing.Lock.Mode.COMPLIANCE, 30));
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-31T00:00:00Z"));
        try (ObjectStore store = new S3ObjectStore(server.config().withWriting(writing), clock)) {
            store.put("a", file, DIGEST, "a1");
        }
        ScriptedServer.Request put = server.requests().get(0);
        assertThat(put.header("If-None-Match")).isEqualTo("*");
        assertThat(put.header("x-amz-storage-class")).isEqualTo("GLACIER_IR");
        assertThat(put.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
        assertThat(put.header("x-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("key-1");
        assertThat(put.header("x-amz-object-lock-mode")).isEqualTo("COMPLIANCE");
        assertThat(put.header("x-amz-object-lock-retain-until-date")).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(put.header("x-amz-meta-varve-sha256"))
                .isEqualTo(HexFormat.of().formatHex(DIGEST));
        assertThat(put.header("x-amz-meta-varve-attempt")).isEqualTo("a1");
        assertThat(put.headers()).containsKey("X-amz-checksum-sha256");
    }

    @Test
    void leavesOutWhatAServerDoesNotKnow() throws IOException {
        server.thenAnswer(404, Map.of()).thenAnswer(200, Map.of()).thenAnswer(200, Map.of());
        S3Writing writing = S3Writing.DEFAULT.withChecksums(false).withConditional(false);
        try (ObjectStore store = new S3ObjectStore(server.config().withWriting(writing))) {
            store.put("a", file, DIGEST, "a1");
        }
        ScriptedServer.Request put = server.requests().get(2);
        assertThat(put.method()).isEqualTo("PUT");
        assertThat(put.headers().keySet())
                .noneMatch(name -> name.startsWith("X-amz-checksum") || name.startsWith("X-amz-trailer"))
                .doesNotContain("If-none-match", "X-amz-storage-class");
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, DENIED, s3:PutObject",
        "403, SignatureDoesNotMatch, DENIED, secret is wrong",
        "403, InvalidAccessKeyId, DENIED, access key",
        "403, RequestTimeTooSkewed, DENIED, clock",
        "400, ExpiredToken, DENIED, renew",
        "503, SlowDown, SLOW_DOWN, fewer requests",
        "503, ServiceUnavailable, UNREACHABLE, 503",
        "404, NoSuchBucket, OTHER, bucket does not exist",
        "301, PermanentRedirect, OTHER, another region",
        "501, NotImplemented, OTHER, switch off conditional writes",
        "400, BadDigest, DAMAGED, SHA-256",
        "400, Strange, OTHER, nobody:role/x"
    })
    void saysWhatToChange(int status, String code, Kind kind, String hint) throws IOException {
        for (int tries = 0; tries < 3; tries++) {
            server.thenError(status, code, "for arn:aws:iam::nobody:role/x\nthis failed");
        }
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> store.put("a", file, DIGEST, "a1"))
                    .withMessageStartingWith("cannot put s3://cold/a: ")
                    .withMessageContaining(hint)
                    .withMessageContaining(String.valueOf(status))
                    .withMessageNotContaining("\n")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                    .satisfies(
                            e -> assertThat(kind == Kind.DENIED && e.toString().contains("nobody"))
                                    .as("a refusal names no principal")
                                    .isFalse());
        }
    }

    @Test
    void neverNamesWhatALifecycleRuleTookAwayAsDenied() throws IOException {
        server.thenError(403, "InvalidObjectState", "restore it first");
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> store.readFully("a", 0, new byte[1], 0, 1))
                    .withMessageContaining("lifecycle rule")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.OTHER));
        }
    }

    @Test
    void endsWhenInterrupted() {
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.find("a")).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void refusesADownloadWithOtherBytes() throws IOException {
        server.thenAnswer(200, object("a1", DIGEST)).thenBreakOff(3, 3);
        Path target = directory.resolve("copy");
        try (ObjectStore store = new S3ObjectStore(server.config())) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> store.download("a", target))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
        }
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void aFileThatCannotBeReadIsNotTakenForAServerThatDoesNotAnswer() {
        try (FaultyDisk disk = new FaultyDisk();
                ObjectStore store = new S3ObjectStore(server.config())) {
            disk.fail(FaultyDisk.ILL, 0, 1, Set.of(Disk.Access.READ), file::equals);
            assertThatThrownBy(() -> store.put("a", file, DIGEST, "a1"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(ObjectStoreException.class)
                    .hasMessageContaining(FaultyDisk.ILL);
        }
        assertThat(server.requests()).isEmpty();
    }

    private static Map<String, String> object(String attempt, byte[] sha256) {
        return Map.of(
                "Content-Length",
                String.valueOf(CONTENT.length),
                "Last-Modified",
                "Sat, 31 Jan 2026 00:00:00 GMT",
                "x-amz-meta-varve-attempt",
                attempt,
                "x-amz-meta-varve-sha256",
                HexFormat.of().formatHex(sha256));
    }
}
