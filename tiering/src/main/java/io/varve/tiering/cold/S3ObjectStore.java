package io.varve.tiering.cold;

import io.varve.ingest.event.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects in a bucket of any server that speaks the S3 protocol. SHA-256 and attempt are kept as user metadata
 * {@code varve-sha256} (hex) and {@code varve-attempt}. Objects whose keys this store would refuse are not seen.
 */
public final class S3ObjectStore implements ObjectStore {

    private static final String SHA256 = "varve-sha256";
    private static final String ATTEMPT = "varve-attempt";
    private static final int PAGE_OBJECTS = 1000;
    private static final int PUT_TRIES = 3;

    private final S3Config config;
    private final @Nullable InstantSource clock;
    private final int pageObjects;
    private final URI root;
    private final S3Client client;
    private final S3Bucket bucket;

    /**
     * A store whose objects are not locked. Does no I/O: whether the bucket can be reached shows at the first call.
     *
     * @throws IllegalArgumentException if objects are to be locked, which needs a clock
     */
    public S3ObjectStore(S3Config config) {
        this(config, null, PAGE_OBJECTS);
    }

    /**
     * A store. Does no I/O: whether the bucket can be reached shows at the first call.
     *
     * @param clock from which object locks are counted
     */
    public S3ObjectStore(S3Config config, InstantSource clock) {
        this(config, clock, PAGE_OBJECTS);
    }

    S3ObjectStore(S3Config config, @Nullable InstantSource clock, int pageObjects) {
        if (clock == null && config.writing().lock() != null) {
            throw new IllegalArgumentException("object locks need a clock");
        }
        this.config = config;
        this.clock = clock;
        this.pageObjects = pageObjects;
        this.root = config.root();
        this.client = S3Clients.build(config);
        this.bucket = new S3Bucket(client, config);
    }

    @Override
    public URI uri(String key) {
        return URI.create(root + ObjectKeys.check(key));
    }

    @Override
    public String key(URI uri) {
        return ObjectKeys.relative(root, uri);
    }

    @Override
    public PutOutcome put(String key, Path file, byte[] sha256, String attempt) throws IOException {
        S3Upload upload = upload(key, file, sha256, attempt);
        bucket.ensure();
        if (upload.inParts() || !config.writing().conditional()) {
            Optional<ObjectInfo> earlier = find(key);
            if (earlier.isPresent()) {
                return ours(earlier.get(), sha256, attempt);
            }
        }
        for (int tries = 1; ; tries++) {
            try {
                upload.send();
                return PutOutcome.CREATED;
            } catch (SdkException e) {
                if (!S3Errors.isConflict(e)) {
                    throw S3Errors.translate("put", uri(key), e);
                }
                Optional<ObjectInfo> found = find(key);
                if (found.isPresent()) {
                    return ours(found.get(), sha256, attempt);
                }
                if (tries == PUT_TRIES) {
                    throw S3Errors.translate("put", uri(key), e);
                }
            }
        }
    }

    private S3Upload upload(String key, Path file, byte[] sha256, String attempt) throws IOException {
        if (sha256.length != Sha256.BYTES) {
            throw new IllegalArgumentException("a SHA-256 has " + Sha256.BYTES + " bytes, not " + sha256.length);
        }
        Map<String, String> metadata =
                Map.of(SHA256, HexFormat.of().formatHex(sha256), ATTEMPT, ObjectKeys.checkAttempt(attempt));
        return new S3Upload(client, config, full(key), file, Files.size(file), sha256, metadata, lockedUntil());
    }

    private @Nullable Instant lockedUntil() {
        S3Writing.Lock lock = config.writing().lock();
        return lock == null || clock == null ? null : clock.instant().plus(Duration.ofDays(lock.days()));
    }

    /** Whether what lies there is this attempt's own; a 412 may answer our own earlier try. */
    private PutOutcome ours(ObjectInfo found, byte[] sha256, String attempt) throws ObjectExistsException {
        if (found.isSameAs(sha256, attempt)) {
            return PutOutcome.ALREADY_THERE;
        }
        throw new ObjectExistsException(uri(found.key()), found, attempt);
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        String full = full(key);
        bucket.ensure();
        try {
            HeadObjectResponse head =
                    client.headObject(request -> request.bucket(config.bucket()).key(full));
            Map<String, String> metadata = head.metadata();
            return Optional.of(new ObjectInfo(
                    key, head.contentLength(), head.lastModified(), sha256(metadata), metadata.get(ATTEMPT)));
        } catch (SdkException e) {
            if (S3Errors.isNotFound(e)) {
                // The answer to HEAD has no body: it may just as well mean that there is no such bucket.
                bucket.require("look at", uri(key));
                return Optional.empty();
            }
            throw S3Errors.translate("look at", uri(key), e);
        }
    }

    private static byte @Nullable [] sha256(Map<String, String> metadata) {
        String hex = metadata.get(SHA256);
        try {
            return hex == null ? null : HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void readFully(String key, long offset, byte[] target, int targetOffset, int length) throws IOException {
        Objects.checkFromIndexSize(targetOffset, length, target.length);
        Objects.checkFromIndexSize(offset, length, Long.MAX_VALUE);
        String full = full(key);
        if (length == 0) {
            return;
        }
        bucket.ensure();
        try {
            GetObjectResponse answer = client.getObject(
                    request -> request.bucket(config.bucket())
                            .key(full)
                            .range("bytes=" + offset + "-" + (offset + length - 1)),
                    (response, body) -> {
                        if (isExactly(response, offset, length)) {
                            readBody(body, target, targetOffset, length);
                        }
                        return response;
                    });
            if (!isExactly(answer, offset, length)) {
                throw beyondEnd(key, offset, length);
            }
        } catch (SdkException e) {
            if (S3Errors.isBeyondEnd(e)) {
                throw beyondEnd(key, offset, length);
            }
            if (S3Errors.isNotFound(e)) {
                throw new NoSuchObjectException(uri(key));
            }
            throw S3Errors.translate("read", uri(key), e);
        }
    }

    @Override
    public byte[] load(String key) throws IOException {
        String full = full(key);
        bucket.ensure();
        try {
            return client.getObject(request -> request.bucket(config.bucket()).key(full), (response, body) -> {
                byte[] bytes = new byte[Math.toIntExact(response.contentLength())];
                readBody(body, bytes, 0, bytes.length);
                return bytes;
            });
        } catch (SdkException e) {
            if (S3Errors.isNotFound(e)) {
                throw new NoSuchObjectException(uri(key));
            }
            throw S3Errors.translate("read", uri(key), e);
        }
    }

    /** Whether the answer is the range that was asked for, not what is left of it and not the whole object. */
    private static boolean isExactly(GetObjectResponse response, long offset, int length) {
        String range = response.contentRange();
        boolean begins = range == null ? offset == 0 : range.startsWith("bytes " + offset + "-");
        return begins && response.contentLength() == length;
    }

    private static void readBody(InputStream body, byte[] target, int targetOffset, int length) {
        try {
            int read = body.readNBytes(target, targetOffset, length);
            if (read < length) {
                throw new EOFException("the answer broke off after " + read + " of " + length + " bytes");
            }
        } catch (IOException e) {
            throw RetryableException.create(String.valueOf(e.getMessage()), e);
        }
    }

    private EOFException beyondEnd(String key, long offset, int length) {
        return new EOFException("object " + uri(key) + " does not reach to byte " + (offset + length)
                + "; it is not the one that was put");
    }

    @Override
    public void download(String key, Path target) throws IOException {
        ObjectCopy.download(this, key, target, config.writing().partBytes());
    }

    @Override
    public List<ObjectInfo> list(String prefix) throws IOException {
        String full = config.prefix() + ObjectKeys.checkPrefix(prefix);
        bucket.ensure();
        List<ObjectInfo> objects = new ArrayList<>();
        try {
            for (S3Object object : client.listObjectsV2Paginator(request ->
                            request.bucket(config.bucket()).prefix(full).maxKeys(pageObjects))
                    .contents()) {
                String key = object.key().substring(config.prefix().length());
                if (ObjectKeys.isKey(key)) {
                    objects.add(new ObjectInfo(key, object.size(), object.lastModified(), null, null));
                }
            }
        } catch (SdkException e) {
            throw S3Errors.translate("list", URI.create(root + prefix), e);
        }
        objects.sort(Comparator.comparing(ObjectInfo::key));
        return objects;
    }

    @Override
    public void delete(String key) throws IOException {
        String full = full(key);
        bucket.ensure();
        try {
            client.deleteObject(request -> request.bucket(config.bucket()).key(full));
        } catch (SdkException e) {
            if (!S3Errors.isNotFound(e)) {
                throw S3Errors.translate("delete", uri(key), e);
            }
        }
    }

    @Override
    public int abandonUploads(Instant startedBefore) throws IOException {
        bucket.ensure();
        int abandoned = 0;
        try {
            for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                            request -> request.bucket(config.bucket()).prefix(config.prefix()))
                    .uploads()) {
                if (upload.initiated().isBefore(startedBefore)) {
                    client.abortMultipartUpload(request ->
                            request.bucket(config.bucket()).key(upload.key()).uploadId(upload.uploadId()));
                    abandoned++;
                }
            }
        } catch (SdkException e) {
            throw S3Errors.translate("abandon uploads in", root, e);
        }
        return abandoned;
    }

    @Override
    public void close() {
        client.close();
    }

    private String full(String key) {
        return config.prefix() + ObjectKeys.check(key);
    }
}
