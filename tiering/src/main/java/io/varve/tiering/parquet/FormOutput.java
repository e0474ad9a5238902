package io.varve.tiering.parquet;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes the numbers and texts of a sidecar: big-endian, LEB128, UTF-8 after its length. Not thread-safe. */
final class FormOutput {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    FormOutput int32(int value) {
        try {
            out.writeInt(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array cannot fail
        }
        return this;
    }

    FormOutput int64(long value) {
        try {
            out.writeLong(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array cannot fail
        }
        return this;
    }

    /** A number from 0 on, as LEB128. */
    FormOutput number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    FormOutput raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    FormOutput raw(byte[] source, int offset, int length) {
        bytes.write(source, offset, length);
        return this;
    }

    FormOutput sized(byte[] source) {
        return number(source.length).raw(source);
    }

    FormOutput text(String text) {
        return sized(text.getBytes(StandardCharsets.UTF_8));
    }

    int size() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
