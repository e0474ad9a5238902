package io.varve.server.http.read;

import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.server.events.EventPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Some events, printed in memory.
 *
 * @param body what was printed
 * @param isFull whether it ended for its own size and not for that of the log
 * @param next the position to go on from
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Page(byte[] body, boolean isFull, long next) {

    private static final int MOST_BYTES = 8 << 20;

    /** Reads the next so many events, or fewer where they are large. */
    static Page read(Replayer replayer, ReplayRequest request, EventFormat format, int limit) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (EventCursor events = replayer.replay(request);
                EventPrinter printer = format.printer(body)) {
            long next = request.fromPosition();
            int left = limit;
            while (left > 0 && body.size() < MOST_BYTES && events.next()) {
                printer.print(events.event());
                next = events.event().position() + 1;
                left--;
            }
            boolean isFull = left == 0 || body.size() >= MOST_BYTES;
            printer.finish();
            return new Page(body.toByteArray(), isFull, next);
        }
    }
}
