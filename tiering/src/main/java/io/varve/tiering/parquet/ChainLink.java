package io.varve.tiering.parquet;

import io.varve.ingest.event.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A link of the digest chain of a log: it stands for all events up to the end of one file. The link of a file is the
 * SHA-256 of the link before, the first and the last position and the digest of the events of the file; the link before
 * the first file is the SHA-256 of the log's id.
 *
 * @param sha256 32 bytes; the caller must not change them
 */
@SuppressWarnings("ArrayRecordComponent") // compared and printed as hex
public record ChainLink(byte[] sha256) {

    public ChainLink {
        if (sha256.length != Sha256.BYTES) {
            throw new IllegalArgumentException("a chain link has 32 bytes, not " + sha256.length);
        }
    }

    /** The link before the first file of the log. */
    public static ChainLink start(UUID logId) {
        byte[] id = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(logId.getMostSignificantBits())
                .putLong(logId.getLeastSignificantBits())
                .array();
        return new ChainLink(Sha256.newDigest().digest(id));
    }

    /** The link of the file after this link that holds these positions (both inclusive) with this digest. */
    public ChainLink next(long firstPosition, long lastPosition, byte[] digest) {
        MessageDigest next = Sha256.newDigest();
        next.update(sha256);
        next.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(firstPosition)
                .putLong(lastPosition)
                .array());
        next.update(digest);
        return new ChainLink(next.digest());
    }

    /** The link written as 64 hexadecimal digits. */
    public static ChainLink parse(String hex) {
        return new ChainLink(HexFormat.of().parseHex(hex));
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainLink link && MessageDigest.isEqual(sha256, link.sha256);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(sha256).getInt();
    }

    @Override
    public String toString() {
        return hex();
    }
}
