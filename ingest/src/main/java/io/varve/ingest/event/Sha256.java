package io.varve.ingest.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where SHA-256 comes from. */
public final class Sha256 {

    /** Bytes in a digest. */
    public static final int BYTES = 32;

    private Sha256() {}

    /** A new, empty digest; not thread-safe. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}
