package io.varve.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream of text as bytes, one after the other, each of bounded length. */
final class LineReader {

    private static final int FIRST_BYTES = 1 << 16;

    private final InputStream in;
    private final int maxLineBytes;
    private byte[] buffer;
    private int lineStart;
    private int lineEnd;
    private int next;
    private int filled;
    private boolean atEnd;
    private long number;

    LineReader(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
        this.buffer = new byte[Math.min(FIRST_BYTES, maxLineBytes + 2)];
    }

    /**
     * Goes to the next line, without its LF or CRLF.
     *
     * @return whether there is one
     * @throws LineTooLongException if it is longer than allowed; a further call goes on with the line behind it
     */
    boolean next() throws IOException {
        int searched = next;
        boolean tooLong = false;
        while (true) {
            int lineFeed = find(searched);
            if (lineFeed >= 0 || (atEnd && filled > next)) {
                lineStart = next;
                lineEnd = lineFeed >= 0 ? lineFeed : filled;
                next = lineFeed >= 0 ? lineFeed + 1 : filled;
                if (lineEnd > lineStart && buffer[lineEnd - 1] == '\r') {
                    lineEnd--;
                }
                break;
            }
            if (atEnd) {
                if (tooLong) {
                    break;
                }
                return false;
            }
            // room for a longest line and its CRLF, not for more
            if (filled - next >= maxLineBytes + 2) {
                tooLong = true;
                next = filled;
            }
            searched = fill();
        }
        number++;
        if (tooLong || lineEnd - lineStart > maxLineBytes) {
            throw new LineTooLongException();
        }
        if (number == 1 && startsWithByteOrderMark()) {
            lineStart += 3;
        }
        return true;
    }

    byte[] bytes() {
        return buffer;
    }

    int offset() {
        return lineStart;
    }

    int length() {
        return lineEnd - lineStart;
    }

    /** The number of the line that {@link #next()} went to, from 1 on. */
    long number() {
        return number;
    }

    private int find(int from) {
        for (int i = from; i < filled; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Reads more behind what is unread, and returns where the new bytes begin. */
    private int fill() throws IOException {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, filled - next);
            filled -= next;
            next = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, maxLineBytes + 2L));
        }
        int from = filled;
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            atEnd = true;
        } else {
            filled += read;
        }
        return from;
    }

    private boolean startsWithByteOrderMark() {
        return length() >= 3
                && buffer[lineStart] == (byte) 0xEF
                && buffer[lineStart + 1] == (byte) 0xBB
                && buffer[lineStart + 2] == (byte) 0xBF;
    }

    /** A line is longer than allowed. */
    static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
