package io.varve.ingest.event;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The first 128 bits of a SHA-256, as two big-endian halves. */
public record Hash128(long high, long low) {

    private static final int DIGITS = 32;

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Hash128 parse(String text) {
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException("'" + text + "' must be " + DIGITS + " hexadecimal digits");
        }
        return new Hash128(
                Long.parseUnsignedLong(text, 0, DIGITS / 2, 16), Long.parseUnsignedLong(text, DIGITS / 2, DIGITS, 16));
    }

    /** Its 32 hexadecimal digits. */
    public String text() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    static Hash128 ofPrefix(byte[] sha256) {
        ByteBuffer buffer = ByteBuffer.wrap(sha256);
        return new Hash128(buffer.getLong(), buffer.getLong());
    }
}
