package io.varve.ingest.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a gzip file (RFC 1952) of any number of members to its very end. Other than
 * {@link java.util.zip.GZIPInputStream} it never takes a damaged or cut member behind the first one for the end.
 */
final class GzipMembers extends InputStream {

    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[1 << 16];
    private int inputAt;
    private int inputEnd;
    private boolean inMember;
    private boolean any;

    GzipMembers(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            if (!inMember) {
                if (any && inputAt == inputEnd && !fill()) {
                    return -1;
                }
                header();
            }
            int inflated = inflate(target, offset, length);
            if (inflated > 0) {
                crc.update(target, offset, inflated);
                return inflated;
            }
            if (inflater.finished()) {
                trailer();
            }
        }
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            while (true) {
                int inflated = inflater.inflate(target, offset, length);
                inputAt = inputEnd - inflater.getRemaining();
                if (inflated > 0 || inflater.finished()) {
                    return inflated;
                }
                if (inflater.needsDictionary()) {
                    throw new IOException("damaged gzip: a preset dictionary");
                }
                if (!fill()) {
                    throw truncated();
                }
                inflater.setInput(input, inputAt, inputEnd - inputAt);
            }
        } catch (DataFormatException e) {
            throw new IOException("damaged gzip: " + (e.getMessage() == null ? "bad data" : e.getMessage()), e);
        }
    }

    private void header() throws IOException {
        if (next() != 0x1F || next() != 0x8B) {
            throw new IOException(any ? "damaged gzip: something else follows its data" : "not gzip");
        }
        if (next() != 8) {
            throw new IOException("damaged gzip: unknown compression method");
        }
        int flags = next();
        if ((flags & RESERVED_FLAGS) != 0) {
            throw new IOException("damaged gzip: unknown flags");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(input, inputAt, inputEnd - inputAt);
        crc.reset();
        inMember = true;
        any = true;
    }

    private void trailer() throws IOException {
        long expectedCrc = word();
        long expectedLength = word();
        if (expectedCrc != crc.getValue() || expectedLength != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new IOException("damaged gzip: checksum or length differs");
        }
        inMember = false;
    }

    private long word() throws IOException {
        return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // up to its closing zero
        }
    }

    private int next() throws IOException {
        if (inputAt == inputEnd && !fill()) {
            throw truncated();
        }
        return input[inputAt++] & 0xFF;
    }

    private boolean fill() throws IOException {
        int read = in.read(input, 0, input.length);
        inputAt = 0;
        inputEnd = Math.max(read, 0);
        return read > 0;
    }

    private static EOFException truncated() {
        return new EOFException("truncated gzip: it ends within its data");
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
