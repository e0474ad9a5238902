package io.varve.server.http.state;

import io.varve.query.state.all.AggregateState;
import io.varve.server.http.route.Streams;
import io.varve.server.report.AllStatesReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Sends states, a line for each, many at a time: what fails before the first are sent is still told by the status of
 * the answer. For one thread.
 */
final class StateLines {

    /** As much is held back. */
    private static final int HELD_BYTES = 1 << 18;

    private final OutputStream out;
    private final BooleanSupplier stopping;
    private final long keepAliveNanos;
    private final LongSupplier nanoTime;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final AllStatesReport report =
            new AllStatesReport(new PrintStream(held, false, StandardCharsets.UTF_8), true);
    private long lastSent;

    /**
     * @param stopping whether the server stops
     * @param keepAlive after so long without a state an empty line is sent
     * @param nanoTime a clock that never steps, in nanoseconds
     */
    StateLines(OutputStream out, BooleanSupplier stopping, Duration keepAlive, LongSupplier nanoTime) {
        this.out = out;
        this.stopping = stopping;
        this.keepAliveNanos = keepAlive.toNanos();
        this.nanoTime = nanoTime;
        this.lastSent = nanoTime.getAsLong();
    }

    /**
     * Takes the next one.
     *
     * @throws UncheckedIOException if nobody takes what is sent
     * @throws io.varve.server.http.problem.ProblemException if the server stops
     */
    void add(AggregateState state) {
        checkStopping();
        report.add(state);
        if (held.size() >= HELD_BYTES) {
            sendUnchecked();
        }
    }

    /**
     * Called now and then while there is no state; sends what readers pass over, which also tells whether they are
     * there.
     */
    void waiting() {
        checkStopping();
        if (nanoTime.getAsLong() - lastSent >= keepAliveNanos) {
            held.write('\n');
            sendUnchecked();
        }
    }

    private void checkStopping() {
        if (stopping.getAsBoolean()) {
            throw Streams.stopped();
        }
    }

    private void sendUnchecked() {
        try {
            send();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what is held back. */
    void send() throws IOException {
        held.writeTo(out);
        out.flush();
        held.reset();
        lastSent = nanoTime.getAsLong();
    }
}
