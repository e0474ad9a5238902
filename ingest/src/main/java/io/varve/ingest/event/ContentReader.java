package io.varve.ingest.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fields of {@link EventCodec}'s form one after the other, and never past the end. */
final class ContentReader {

    private final byte[] bytes;
    private final int end;
    private int at;

    ContentReader(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    String requiredText(String name) {
        String text = text();
        if (text == null) {
            throw new MalformedEventException(name + " is absent");
        }
        return text;
    }

    @Nullable
    String text() {
        int length = fieldLength();
        if (length < 0) {
            return null;
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        // what is not UTF-8 became this character, and only it
        if (text.indexOf('\uFFFD') >= 0) {
            byte[] again = text.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, bytes, at, at + length)) {
                throw new MalformedEventException("a text is not UTF-8");
            }
        }
        at += length;
        return text;
    }

    byte @Nullable [] bytes() {
        int length = fieldLength();
        if (length < 0) {
            return null;
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** Passes over a field. */
    void skip() {
        int length = fieldLength();
        at += Math.max(0, length);
    }

    @Nullable
    Long number() {
        int length = fieldLength();
        if (length < 0) {
            return null;
        }
        if (length != Long.BYTES) {
            throw new MalformedEventException("a number of " + length + " bytes, must be " + Long.BYTES);
        }
        at += Long.BYTES;
        return ByteBuffer.wrap(bytes).getLong(at - Long.BYTES);
    }

    int count() {
        int count = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at == end) {
                throw new MalformedEventException("content ends within a number");
            }
            byte next = bytes[at++];
            count |= (next & 0x7F) << shift;
            if (next >= 0) {
                if (count < 0 || (shift == 28 && next > 0x07)) {
                    throw new MalformedEventException("a number past " + Integer.MAX_VALUE);
                }
                if (next == 0 && shift > 0) {
                    throw new MalformedEventException("a number in more bytes than it needs");
                }
                return count;
            }
        }
        throw new MalformedEventException("a number of more than five bytes");
    }

    void end() {
        if (at != end) {
            throw new MalformedEventException((end - at) + " bytes follow the last field");
        }
    }

    /** The length of the next field, or -1 where it is absent. */
    private int fieldLength() {
        int length = count() - 1;
        if (length > end - at) {
            throw new MalformedEventException("a field of " + length + " bytes, only " + (end - at) + " are left");
        }
        return length;
    }
}
