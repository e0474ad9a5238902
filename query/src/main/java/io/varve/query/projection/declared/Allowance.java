package io.varve.query.projection.declared;

import io.varve.query.projection.ProjectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What a projection may use that somebody sent: time from now on, and room for the states that are being folded. One is
 * for one use of one projection, by however many threads. Thread-safe.
 */
public final class Allowance {

    /** What a number takes, and any value beside its text. */
    private static final int VALUE_CHARS = 8;

    private final Duration time;
    private final long mostChars;
    private final LongSupplier nanoTime;
    private final long start;
    private final AtomicLong chars = new AtomicLong();

    /**
     * @param time how long it may fold, positive
     * @param mostChars how many characters its states may hold together, with 8 for each value; positive
     * @param nanoTime a clock that never steps, in nanoseconds
     */
    public Allowance(Duration time, long mostChars, LongSupplier nanoTime) {
        this.time = time;
        this.mostChars = mostChars;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** @throws ProjectionException if its time is over */
    void checkTime(String projection) {
        if (nanoTime.getAsLong() - start > time.toNanos()) {
            throw refusal(projection, "takes longer than sql.timeout allows (" + time.toMillis() / 1000.0 + " s)");
        }
    }

    /** Notes a state that begins. */
    void begin(String projection, Object[] state) {
        take(projection, weight(state));
    }

    /** Notes that a value of a state takes the place of another one. */
    void change(String projection, Object before, Object after) {
        if (!(before instanceof Double && after instanceof Double)) {
            take(projection, weight(after) - weight(before));
        }
    }

    /** Notes a state that is folded no longer. */
    void end(Object[] state) {
        chars.addAndGet(-weight(state));
    }

    private void take(String projection, long more) {
        if (chars.addAndGet(more) > mostChars) {
            throw refusal(projection, "makes states of more than " + mostChars + " characters together");
        }
    }

    private static ProjectionException refusal(String projection, String what) {
        return new ProjectionException(
                "projection '" + projection + "' was sent, and " + what
                        + ": put its file into projections/ of the server's data directory, and ask by its name",
                null);
    }

    private static long weight(Object[] state) {
        long weight = 0;
        for (Object value : state) {
            weight += weight(value);
        }
        return weight;
    }

    private static long weight(Object value) {
        long weight = VALUE_CHARS;
        if (value instanceof String text) {
            weight += text.length();
        } else if (value instanceof List<?> list) {
            for (Object each : list) {
                weight += weight(each);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> each : map.entrySet()) {
                weight += weight(each.getKey()) + weight(each.getValue());
            }
        }
        return weight;
    }
}
