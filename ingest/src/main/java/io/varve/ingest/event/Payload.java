package io.varve.ingest.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The data of an event: bytes exactly as received, with value equality. Immutable as long as its makers keep to the
 * contract of {@link #of}.
 */
public final class Payload {

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over without a copy; the caller must not change it afterwards. */
    public static Payload of(byte[] bytes) {
        return new Payload(bytes);
    }

    /** The UTF-8 bytes of the text. */
    public static Payload ofText(String text) {
        return new Payload(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves, not a copy; the caller must not change them. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes read as UTF-8; for messages and tests, not for storage. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
