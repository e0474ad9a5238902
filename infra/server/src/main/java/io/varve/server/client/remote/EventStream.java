package io.varve.server.client.remote;

import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.client.Stopping;
import io.varve.server.events.EventForm;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Hands the events of one answer on as they come. One that is cut off says how far it came. */
final class EventStream {

    private static final int CHUNK_BYTES = 1 << 16;

    private final ReplayRequest request;
    private final PrintStream out;
    private final @Nullable WholeLines lines;
    private long bytes;

    private EventStream(ReplayRequest request, PrintStream out, @Nullable WholeLines lines) {
        this.request = request;
        this.out = out;
        this.lines = lines;
    }

    static EventStream of(ReplayRequest request, EventForm form, PrintStream out) {
        return new EventStream(request, out, form.isLines() ? new WholeLines(out) : null);
    }

    void read(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            copy(body, false);
        } catch (IOException e) {
            throw cutOff(e);
        }
    }

    void follow(HttpResponse<InputStream> answer, Stopping stopping) {
        try (InputStream body = answer.body()) {
            stopping.wakes(() -> Exchange.close(body));
            copy(body, true);
        } catch (IOException e) {
            if (!stopping.isTold()) {
                throw cutOff(e);
            }
        }
    }

    private void copy(InputStream body, boolean follow) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                bytes += read;
                if (lines == null) {
                    out.write(chunk, 0, read);
                } else {
                    lines.take(chunk, read);
                }
                // who reads our output may have had enough, as head(1) has
                if (follow ? out.checkError() : isTimeToLook(read) && out.checkError()) {
                    return;
                }
            }
        } finally {
            out.flush();
        }
        if (lines != null && lines.isInside()) {
            throw new EOFException("it ends inside of a line");
        }
    }

    /** A look at the reader costs a flush, so it is taken once in some MiB. */
    private boolean isTimeToLook(int read) {
        return bytes >> 22 != (bytes - read) >> 22;
    }

    private ServerException cutOff(IOException cause) {
        String where;
        if (lines == null) {
            where = " after " + bytes + " bytes: what was printed has no end";
        } else if (request.order() == ReplayOrder.LOG) {
            Long last = lines.lastPosition();
            where = "; a replay may go on from position " + (last == null ? request.fromPosition() : last + 1);
        } else {
            Long last = lines.lastPosition();
            where = last == null ? " before the first event" : " behind the event at position " + last;
        }
        return new ServerException("the server's answer was cut off" + Exchange.said(cause) + where, cause);
    }
}
