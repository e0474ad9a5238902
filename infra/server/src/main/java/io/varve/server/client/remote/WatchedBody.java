package io.varve.server.client.remote;

import io.varve.server.config.Quantities;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The body of an answer, whose reading fails when nothing has come for too long: its server may be gone. */
final class WatchedBody extends FilterInputStream {

    private final Duration silence;
    private final ScheduledExecutorService timer;
    private volatile boolean isGivenUp;

    /** @param silence after so long without a byte it fails */
    WatchedBody(InputStream body, Duration silence, ScheduledExecutorService timer) {
        super(body);
        this.silence = silence;
        this.timer = timer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        ScheduledFuture<?> watch = timer.schedule(this::giveUp, silence.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return super.read(target, offset, length);
        } catch (IOException e) {
            throw isGivenUp ? silent(silence) : e;
        } finally {
            watch.cancel(false);
        }
    }

    private void giveUp() {
        isGivenUp = true;
        Exchange.close(this);
    }

    static HttpTimeoutException silent(Duration silence) {
        return new HttpTimeoutException("nothing came for " + Quantities.duration(silence)
                + ", and --timeout says that it is not waited for longer");
    }
}
