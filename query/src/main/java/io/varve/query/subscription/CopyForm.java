package io.varve.query.subscription;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The bytes of a copy of all subscriptions of a log, version 1, as it is kept apart from their files:
 * docs/format-subscription.md.
 */
final class CopyForm {

    /** The most bytes of a copy: those of a million subscriptions. */
    static final int MAX_BYTES = 256 << 20;

    private static final byte[] MAGIC = "VARVESUB".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = MAGIC.length + 1 + 2 * Long.BYTES + Integer.BYTES;

    private CopyForm() {}

    /** @param states in the order of their names */
    static byte[] encode(UUID logId, List<StoredState> states) {
        List<byte[]> encoded = states.stream().map(StateForm::encode).toList();
        long length = HEADER_BYTES
                + encoded.stream()
                        .mapToLong(bytes -> Integer.BYTES + bytes.length)
                        .sum()
                + Integer.BYTES;
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException(states.size() + " subscriptions take " + length
                    + " bytes, a copy of them has " + MAX_BYTES + " at most");
        }
        ByteBuffer out = ByteBuffer.allocate((int) length);
        out.put(MAGIC).put(VERSION);
        out.putLong(logId.getMostSignificantBits()).putLong(logId.getLeastSignificantBits());
        out.putInt(encoded.size());
        encoded.forEach(bytes -> out.putInt(bytes.length).put(bytes));
        return out.putInt(StateForm.crc(out.array(), out.position())).array();
    }

    /**
     * @throws IOException if they are not as they were written, of a version that is not known, or of another log
     * @throws IllegalArgumentException if they say what cannot be
     */
    static List<StoredState> decode(UUID logId, byte[] bytes) throws IOException {
        int body = bytes.length - Integer.BYTES;
        if (body < HEADER_BYTES || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
            throw new IOException("it is none");
        }
        if (ByteBuffer.wrap(bytes).getInt(body) != StateForm.crc(bytes, body)) {
            throw new IOException("its checksum is wrong");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, body - MAGIC.length);
        int version = in.get();
        if (version != VERSION) {
            throw new IOException("its version is " + version + ", known is " + VERSION);
        }
        UUID of = new UUID(in.getLong(), in.getLong());
        if (!of.equals(logId)) {
            throw new IOException("it is of log " + of + ", not of " + logId);
        }
        int count = in.getInt();
        List<StoredState> states = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            states.add(StateForm.decode(next(in)));
        }
        if (count < 0 || in.hasRemaining()) {
            throw new IOException("it holds something else");
        }
        return states;
    }

    private static byte[] next(ByteBuffer in) throws IOException {
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IOException("it ends inside a subscription");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
