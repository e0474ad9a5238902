package io.varve.ingest.event;

import java.nio.ByteBuffer;

/** The first 128 bits of a SHA-256, as two big-endian halves. */
public record Hash128(long high, long low) {

    static Hash128 ofPrefix(byte[] sha256) {
        ByteBuffer buffer = ByteBuffer.wrap(sha256);
        return new Hash128(buffer.getLong(), buffer.getLong());
    }
}
