package io.varve.server.client.remote;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hands lines on, whole ones only, and knows the last of them. Empty ones, which keep a connection alive, are left out.
 */
final class WholeLines {

    private static final byte END = '\n';

    private final PrintStream out;
    private byte[] held = new byte[1 << 16];
    private int length;
    private byte[] last = {};

    WholeLines(PrintStream out) {
        this.out = out;
    }

    /** Takes the first bytes of a chunk. */
    void take(byte[] chunk, int bytes) {
        if (length + bytes > held.length) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, length + bytes));
        }
        System.arraycopy(chunk, 0, held, length, bytes);
        int looked = length;
        length += bytes;
        handOver(looked);
    }

    /** @param looked how many bytes hold no end of a line */
    private void handOver(int looked) {
        int printed = 0;
        int start = 0;
        int lastStart = -1;
        int lastEnd = -1;
        for (int i = looked; i < length; i++) {
            if (held[i] != END) {
                continue;
            }
            if (i == start) {
                out.write(held, printed, start - printed);
                printed = i + 1;
            } else {
                lastStart = start;
                lastEnd = i;
            }
            start = i + 1;
        }
        out.write(held, printed, start - printed);
        if (lastStart >= 0) {
            last = Arrays.copyOfRange(held, lastStart, lastEnd);
        }
        System.arraycopy(held, start, held, 0, length - start);
        length -= start;
    }

    /** Whether a line has begun and not ended. */
    boolean isInside() {
        return length > 0;
    }

    /** The position of the event on the last line; null if there was none. */
    @Nullable
    Long lastPosition() {
        if (last.length == 0) {
            return null;
        }
        try {
            JsonValue event = JsonValue.parse(last);
            String attribute = event.textOrNull("varveposition");
            return attribute == null ? (Long) event.number("position") : Long.valueOf(attribute);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }
}
