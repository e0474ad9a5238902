package io.varve.ingest.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Bytes of JSON lines on their way out; grows as needed, and is used again. */
final class LineBuffer {

    private static final int USUAL_BYTES = 1 << 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[USUAL_BYTES];
    private int size;

    boolean isFull() {
        return size >= USUAL_BYTES / 2;
    }

    /** Hands all bytes to {@code out}, and is empty, also if that fails. */
    void drainTo(OutputStream out) throws IOException {
        int held = size;
        size = 0;
        byte[] full = bytes;
        if (full.length > 4 * USUAL_BYTES) {
            bytes = new byte[USUAL_BYTES];
        }
        out.write(full, 0, held);
    }

    /** How much is held; a place to {@link #cutTo go back to}. */
    int size() {
        return size;
    }

    /** Forgets what came after. */
    void cutTo(int earlierSize) {
        size = earlierSize;
    }

    void put(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
    }

    /** Text that is ASCII and needs no escape. */
    void ascii(String text) {
        ensure(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    /** The number in exactly so many digits, with leading zeros. */
    void digits(int number, int count) {
        ensure(count);
        int rest = number;
        for (int i = count - 1; i >= 0; i--) {
            bytes[size + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
    }

    void number(long number) {
        if (number < 0) {
            ascii(Long.toString(number));
            return;
        }
        int count = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            count++;
        }
        ensure(count);
        long rest = number;
        for (int i = count - 1; i >= 0; i--) {
            bytes[size + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
    }

    /** The text as a JSON string. */
    void string(String text) {
        put('"');
        ensure(text.length());
        int plain = 0;
        for (; plain < text.length(); plain++) {
            char c = text.charAt(plain);
            if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\') {
                break;
            }
            bytes[size++] = (byte) c;
        }
        for (int i = plain; i < text.length(); i++) {
            i += character(text, i);
        }
        put('"');
    }

    /** Writes the character at {@code at}; 1 if it took a second char, else 0. */
    private int character(String text, int at) {
        char c = text.charAt(at);
        ensure(6);
        if (c == '"' || c == '\\') {
            bytes[size++] = '\\';
            bytes[size++] = (byte) c;
        } else if (c < 0x20 || c == 0x7F) {
            escape(c);
        } else if (c < 0x80) {
            bytes[size++] = (byte) c;
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | c >> 6);
            bytes[size++] = follower(c);
        } else if (!Character.isSurrogate(c)) {
            bytes[size++] = (byte) (0xE0 | c >> 12);
            bytes[size++] = follower(c >> 6);
            bytes[size++] = follower(c);
        } else if (Character.isHighSurrogate(c)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1))) {
            int point = Character.toCodePoint(c, text.charAt(at + 1));
            bytes[size++] = (byte) (0xF0 | point >> 18);
            bytes[size++] = follower(point >> 12);
            bytes[size++] = follower(point >> 6);
            bytes[size++] = follower(point);
            return 1;
        } else {
            escape(c);
        }
        return 0;
    }

    private static byte follower(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[c >> shift & 0xF];
        }
    }

    /** The bytes as a JSON string of Base64. */
    void base64(byte[] data) {
        put('"');
        raw(Base64.getEncoder().encode(data));
        put('"');
    }

    void raw(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** JSON with its line breaks, which can only stand between tokens, as spaces. */
    void rawOnOneLine(byte[] json) {
        int from = size;
        raw(json);
        for (int i = from; i < size; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
    }
}
