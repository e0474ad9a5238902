package io.varve.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Compares what is written to it with what is expected, byte by byte. */
final class ComparingStream extends OutputStream {

    private static final int SHOWN_BYTES = 400;

    private final InputStream expected;
    private final ByteArrayOutputStream given = new ByteArrayOutputStream();
    private final ByteArrayOutputStream wanted = new ByteArrayOutputStream();
    private long lines;
    private @Nullable String difference;

    ComparingStream(InputStream expected) {
        this.expected = expected;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length && difference == null; i++) {
            int next = expected.read();
            given.write(bytes[i]);
            wanted.write(Math.max(next, 0));
            if (next != (bytes[i] & 0xFF)) {
                tell(bytes, i + 1, offset + length);
            } else if (next == '\n') {
                lines++;
                given.reset();
                wanted.reset();
            }
        }
    }

    private void tell(byte[] bytes, int from, int to) throws IOException {
        given.write(bytes, from, Math.min(to - from, SHOWN_BYTES));
        wanted.write(expected.readNBytes(SHOWN_BYTES));
        difference = "line " + (lines + 1) + " is " + given.toString(StandardCharsets.UTF_8) + " instead of "
                + wanted.toString(StandardCharsets.UTF_8);
    }

    /** All that was expected has been written, and nothing else. */
    void assertComplete(long expectedLines) throws IOException {
        assertThat(difference).isNull();
        assertThat(lines).isEqualTo(expectedLines);
        assertThat(expected.read()).as("more was expected").isEqualTo(-1);
        close();
    }

    @Override
    public void close() throws IOException {
        expected.close();
    }
}
