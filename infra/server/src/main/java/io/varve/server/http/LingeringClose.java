package io.varve.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Lets a client that is still sending hear that it was refused. A request is often answered before all of its body has
 * come, and the connection then ends with the answer; but a socket that is closed over unread bytes is reset, and a
 * reset takes the answer with it that the client has not read yet. So what still comes is read and thrown away, until
 * the client has heard and hangs up, for a few seconds at most and by no thread of its own (RFC 9112, section 9.6).
 */
final class LingeringClose extends Handler.Wrapper {

    private static final Duration AT_MOST = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 1 << 13;

    /** Then the thread is free for others, however fast the client sends. */
    private static final int READS_AT_ONCE = 16;

    private static final String HANDLED = LingeringClose.class.getName();

    LingeringClose(Handler handler) {
        super(handler);
    }

    /** Lets those linger too whose requests come to no handler, for they could not be parsed to their end. */
    static Request.Handler of(Request.Handler errors) {
        return (request, response, callback) -> {
            boolean toBeClosed = request.getAttribute(HANDLED) == null
                    && !request.getConnectionMetaData().isPersistent();
            return errors.handle(request, response, toBeClosed ? lingering(request, callback, () -> false) : callback);
        };
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(HANDLED, true);
        return super.handle(request, response, lingering(request, callback, request::consumeAvailable));
    }

    private static Callback lingering(Request request, Callback callback, BooleanSupplier hasCome) {
        return new Callback.Nested(callback) {
            @Override
            public void succeeded() {
                if (hasCome.getAsBoolean()) {
                    super.succeeded();
                } else {
                    new Linger(request, getCallback()).succeeded();
                }
            }
        };
    }

    /** Reads past the framing of the request, from the connection itself, of which nothing is wanted any more. */
    private static final class Linger implements Callback {

        private final EndPoint endPoint;
        private final Callback answered;
        private final ByteBuffer buffer = BufferUtil.allocate(BUFFER_BYTES);
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Scheduler.Task deadline;

        Linger(Request request, Callback answered) {
            this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            this.answered = answered;
            this.deadline = request.getComponents()
                    .getScheduler()
                    .schedule(this::end, AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** There may be something to read. */
        @Override
        public void succeeded() {
            try {
                int filled = 1;
                for (int reads = 0; filled > 0 && reads < READS_AT_ONCE; reads++) {
                    BufferUtil.clear(buffer);
                    filled = endPoint.fill(buffer);
                }
                if (filled < 0 || ended.get() || !endPoint.tryFillInterested(this)) {
                    end();
                }
            } catch (IOException e) {
                end(); // the client reset the connection: there is nobody to wait for
            }
        }

        @Override
        public void failed(Throwable failure) {
            end();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        private void end() {
            if (ended.compareAndSet(false, true)) {
                deadline.cancel();
                answered.succeeded();
            }
        }
    }
}
