package io.varve.tiering.cold;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How objects are put. What cannot work is an {@link IllegalArgumentException} whose message says what to change.
 *
 * @param storageClass a class whose objects can be read at once; {@code STANDARD} leaves it to the server
 * @param encryption by the server: {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}; absent: as the bucket says
 * @param kmsKeyId for {@code aws:kms...}; absent: the account's own key
 * @param lock keeps each object from being deleted; the bucket must have object lock enabled
 * @param checksums let the server check what it receives; off for servers that do not know the SDK's checksums and
 *     chunked bodies
 * @param conditional let the server refuse to replace an object; off for servers that do not know
 *     {@code If-None-Match}: then this store looks before it puts, and two writers of one key at once are not told
 *     apart
 * @param partBytes larger files go up in parts of this size, each held in memory while it is sent; 5 MiB to 512 MiB
 */
public record S3Writing(
        String storageClass,
        @Nullable String encryption,
        @Nullable String kmsKeyId,
        @Nullable Lock lock,
        boolean checksums,
        boolean conditional,
        int partBytes) {

    /** What a new bucket takes. */
    public static final S3Writing DEFAULT = new S3Writing("STANDARD", null, null, null, true, true, 16 << 20);

    private static final int MIN_PART_BYTES = 5 << 20;
    private static final int MAX_PART_BYTES = 512 << 20;
    private static final Set<String> ENCRYPTIONS = Set.of("AES256", "aws:kms", "aws:kms:dsse");

    public S3Writing {
        String upper = storageClass.toUpperCase(Locale.ROOT);
        if (upper.equals("GLACIER") || upper.contains("ARCHIVE")) {
            throw new IllegalArgumentException("storage class " + storageClass + " cannot be read at once, which a "
                    + "replay must; choose STANDARD, STANDARD_IA, INTELLIGENT_TIERING or GLACIER_IR");
        }
        if (storageClass.isBlank()) {
            throw new IllegalArgumentException("storage class must be a name such as STANDARD");
        }
        if (encryption != null && !ENCRYPTIONS.contains(encryption)) {
            throw new IllegalArgumentException(
                    "encryption '" + encryption + "' must be AES256, aws:kms or aws:kms:dsse");
        }
        if (kmsKeyId != null && (encryption == null || !encryption.startsWith("aws:kms"))) {
            throw new IllegalArgumentException("a KMS key needs encryption aws:kms or aws:kms:dsse");
        }
        if (lock != null && !checksums) {
            throw new IllegalArgumentException("an object lock needs checksums: switch them on");
        }
        if (partBytes < MIN_PART_BYTES || partBytes > MAX_PART_BYTES) {
            throw new IllegalArgumentException("part size must be 5 MiB to 512 MiB, not " + partBytes + " bytes");
        }
    }

    public S3Writing withStorageClass(String newStorageClass) {
        return new S3Writing(newStorageClass, encryption, kmsKeyId, lock, checksums, conditional, partBytes);
    }

    public S3Writing withEncryption(@Nullable String newEncryption, @Nullable String newKmsKeyId) {
        return new S3Writing(storageClass, newEncryption, newKmsKeyId, lock, checksums, conditional, partBytes);
    }

    public S3Writing withLock(@Nullable Lock newLock) {
        return new S3Writing(storageClass, encryption, kmsKeyId, newLock, checksums, conditional, partBytes);
    }

    public S3Writing withChecksums(boolean newChecksums) {
        return new S3Writing(storageClass, encryption, kmsKeyId, lock, newChecksums, conditional, partBytes);
    }

    public S3Writing withConditional(boolean newConditional) {
        return new S3Writing(storageClass, encryption, kmsKeyId, lock, checksums, newConditional, partBytes);
    }

    public S3Writing withPartBytes(int newPartBytes) {
        return new S3Writing(storageClass, encryption, kmsKeyId, lock, checksums, conditional, newPartBytes);
    }

    /**
     * An object lock.
     *
     * @param mode GOVERNANCE (a privileged user may lift it) or COMPLIANCE (nobody may)
     * @param days from the put on, at least 1
     */
    public record Lock(Mode mode, int days) {

        /** Who may lift a lock. */
        public enum Mode {
            GOVERNANCE,
            COMPLIANCE
        }

        public Lock {
            if (days < 1) {
                throw new IllegalArgumentException("an object lock must last at least 1 day, not " + days);
            }
        }
    }
}
