package io.varve.tiering.cold;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * One file on its way into a bucket: as one request if it is small, in parts of which one at a time is in memory if it
 * is not.
 *
 * @param key in the bucket, with the prefix
 * @param lockedUntil present if and only if objects are locked
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record S3Upload(
        S3Client client,
        S3Config config,
        String key,
        Path file,
        long bytes,
        byte[] sha256,
        Map<String, String> metadata,
        @Nullable Instant lockedUntil) {

    private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);
    private static final String CONTENT_TYPE = "application/octet-stream";
    private static final int MAX_PARTS = 10_000;

    boolean inParts() {
        return bytes > config.writing().partBytes();
    }

    /** Creates the object. */
    void send() throws IOException {
        if (inParts()) {
            sendParts();
        } else {
            sendWhole();
        }
    }

    /**
     * From memory, as a part is: an SDK that reads the file itself takes a disk that does not answer for a server that
     * does not.
     */
    private void sendWhole() throws IOException {
        byte[] all = new byte[(int) bytes];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            readFully(channel, ByteBuffer.wrap(all));
        }
        requireSame(Sha256.newDigest().digest(all));
        client.putObject(whole(), body(all, all.length));
    }

    private static RequestBody body(byte[] source, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(source, 0, length), length, CONTENT_TYPE);
    }

    private void requireSame(byte[] read) throws ObjectStoreException {
        if (!MessageDigest.isEqual(sha256, read)) {
            throw new ObjectStoreException(
                    ObjectStoreException.Kind.DAMAGED,
                    "file " + file + " does not have the SHA-256 that was given for it; it was not put",
                    null);
        }
    }

    private PutObjectRequest whole() {
        S3Writing writing = config.writing();
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(config.bucket())
                .key(key)
                .contentType(CONTENT_TYPE)
                .metadata(metadata)
                .storageClass(storageClass())
                .serverSideEncryption(writing.encryption())
                .ssekmsKeyId(writing.kmsKeyId());
        if (writing.conditional()) {
            request.ifNoneMatch("*");
        }
        if (writing.checksums()) {
            request.checksumSHA256(Base64.getEncoder().encodeToString(sha256));
        }
        S3Writing.Lock lock = writing.lock();
        if (lock != null) {
            request.objectLockMode(lock.mode().name()).objectLockRetainUntilDate(lockedUntil);
        }
        return request.build();
    }

    private CreateMultipartUploadRequest start() {
        S3Writing writing = config.writing();
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(config.bucket())
                .key(key)
                .contentType(CONTENT_TYPE)
                .metadata(metadata)
                .storageClass(storageClass())
                .serverSideEncryption(writing.encryption())
                .ssekmsKeyId(writing.kmsKeyId());
        if (writing.checksums()) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32);
        }
        S3Writing.Lock lock = writing.lock();
        if (lock != null) {
            request.objectLockMode(lock.mode().name()).objectLockRetainUntilDate(lockedUntil);
        }
        return request.build();
    }

    /** The class to ask for; the common one goes unsaid, since some servers know none. */
    private @Nullable String storageClass() {
        String storageClass = config.writing().storageClass();
        return storageClass.equals("STANDARD") ? null : storageClass;
    }

    private void sendParts() throws IOException {
        String upload = client.createMultipartUpload(start()).uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> parts = parts(upload);
            client.completeMultipartUpload(request -> {
                request.bucket(config.bucket()).key(key).uploadId(upload).multipartUpload(list -> list.parts(parts));
                if (config.writing().conditional()) {
                    request.ifNoneMatch("*");
                }
            });
            complete = true;
        } finally {
            if (!complete) {
                abort(upload);
            }
        }
    }

    private List<CompletedPart> parts(String upload) throws IOException {
        int partBytes = partBytes();
        byte[] part = new byte[partBytes];
        MessageDigest digest = Sha256.newDigest();
        List<CompletedPart> parts = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long offset = 0; offset < bytes; offset += partBytes) {
                int length = (int) Math.min(partBytes, bytes - offset);
                readFully(channel, ByteBuffer.wrap(part, 0, length));
                digest.update(part, 0, length);
                parts.add(sendPart(upload, parts.size() + 1, part, length));
            }
        }
        requireSame(digest.digest());
        return parts;
    }

    private CompletedPart sendPart(String upload, int number, byte[] part, int length) {
        UploadPartResponse sent = client.uploadPart(
                request -> {
                    request.bucket(config.bucket()).key(key).uploadId(upload).partNumber(number);
                    if (config.writing().checksums()) {
                        request.checksumAlgorithm(ChecksumAlgorithm.CRC32);
                    }
                },
                body(part, length));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(sent.eTag())
                .checksumCRC32(sent.checksumCRC32())
                .build();
    }

    /** As configured, or more where that would take too many parts. */
    private int partBytes() {
        return Math.toIntExact(Math.max(config.writing().partBytes(), (bytes + MAX_PARTS - 1) / MAX_PARTS));
    }

    private void readFully(FileChannel channel, ByteBuffer target) throws IOException {
        Disk.about(Disk.Access.READ, file);
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("file " + file + " became shorter while it was read");
            }
        }
    }

    /** Frees the parts, if the server can be reached quickly; {@link ObjectStore#abandonUploads} finds the rest. */
    private void abort(String upload) {
        Duration patience = config.limits().connect();
        try {
            client.abortMultipartUpload(request -> request.bucket(config.bucket())
                    .key(key)
                    .uploadId(upload)
                    .overrideConfiguration(limits -> limits.apiCallTimeout(patience)));
        } catch (SdkException e) {
            LOG.debug("upload {} of {} was not aborted", upload, key, e);
        }
    }
}
