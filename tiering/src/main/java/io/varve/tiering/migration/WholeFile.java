package io.varve.tiering.migration;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.parquet.ByteSource;
import java.io.IOException;
import java.security.MessageDigest;

/** Reads files from end to end. */
final class WholeFile {

    private static final int CHUNK_BYTES = 4 << 20;

    private WholeFile() {}

    /** The SHA-256 of all bytes. */
    static byte[] sha256(ByteSource file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, file.length())];
        for (long offset = 0; offset < file.length(); offset += chunk.length) {
            int length = (int) Math.min(chunk.length, file.length() - offset);
            file.readFully(offset, chunk, 0, length);
            digest.update(chunk, 0, length);
        }
        return digest.digest();
    }
}
