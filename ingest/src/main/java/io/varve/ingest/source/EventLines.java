package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The events of a stream of NDJSON, one CloudEvent a line. Blank lines are skipped, LF and CRLF end a line, a byte
 * order mark may stand at the front. Memory is bounded by the longest line. For one thread.
 */
public final class EventLines {

    private final LineReader lines;
    private final int maxLineBytes;
    private @Nullable Event event;

    /**
     * @param in read from where it stands; the caller's to close
     * @param maxLineBytes the most bytes in a line, at least 2; a longer one is an error
     */
    public EventLines(InputStream in, int maxLineBytes) {
        this.lines = new LineReader(in, maxLineBytes);
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Goes to the next event.
     *
     * @return whether there is one
     * @throws InvalidEventException if {@link #line} is not an event; a further call goes on behind it
     * @throws IOException if the stream cannot be read
     */
    public boolean next() throws IOException {
        event = null;
        try {
            do {
                if (!lines.next()) {
                    return false;
                }
            } while (isBlank(lines.bytes(), lines.offset(), lines.length()));
        } catch (LineReader.LineTooLongException e) {
            throw new InvalidEventException("the line is longer than " + maxLineBytes + " bytes");
        }
        event = CloudEventJson.parse(lines.bytes(), lines.offset(), lines.length());
        return true;
    }

    /** The event that {@link #next()} went to. */
    public Event event() {
        Event current = event;
        if (current == null) {
            throw new IllegalStateException("not at an event");
        }
        return current;
    }

    /** The number of the line that {@link #next()} went to, from 1 on; 0 before it was called. */
    public long line() {
        return lines.number();
    }

    /** How many bytes that line has. */
    public int bytes() {
        return lines.length();
    }

    private static boolean isBlank(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
