package io.varve.server.cli;

import io.varve.server.client.WorkListener;
import io.varve.server.report.Words;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has come, on standard error: a bar with rate and time left where a person watches, else a calm line
 * now and then, and none for a task that is over soon. Used by one thread.
 */
final class Progress implements WorkListener, AutoCloseable {

    private static final Duration FIRST_LINE = Duration.ofSeconds(3);
    private static final Duration NEXT_LINE = Duration.ofSeconds(10);
    private static final int BAR_WIDTH = 100;
    private static final int REFRESH_MILLIS = 200;
    private static final long MIB = 1L << 20;

    private final Console console;
    private final String task;
    private final String unit;
    private final long unitSize;
    private final Instant start;
    private Instant nextLine;
    private long total = -1;
    private @Nullable ProgressBar bar;

    private Progress(Console console, String task, String unit, long unitSize) {
        this.console = console;
        this.task = task;
        this.unit = unit;
        this.unitSize = unitSize;
        this.start = console.clock().instant();
        this.nextLine = start.plus(FIRST_LINE);
    }

    /** A task that is counted in things. */
    static Progress of(Console console, String task, String unit) {
        return new Progress(console, task, unit, 1);
    }

    /** A task that is measured in bytes. */
    static Progress ofBytes(Console console, String task) {
        return new Progress(console, task, "MiB", MIB);
    }

    /** How much there is to be in all; -1 where that is not known. */
    void expect(long newTotal) {
        if (newTotal != total) {
            total = newTotal;
            if (bar != null) {
                bar.maxHint(newTotal);
            }
        }
    }

    @Override
    public void reached(long done, long newTotal, @Nullable String at) {
        expect(newTotal);
        reached(done, at == null ? "" : at);
    }

    void reached(long done, String where) {
        if (console.interactive()) {
            bar().stepTo(done);
            bar().setExtraMessage(" " + where);
            return;
        }
        Instant now = console.clock().instant();
        if (!now.isBefore(nextLine)) {
            nextLine = now.plus(NEXT_LINE);
            line(done, where, Duration.between(start, now));
        }
    }

    /** What goes through in the time since the start, such as {@code 81,000 events/s}. */
    String rate(long events) {
        return Words.rate(events, Duration.between(start, console.clock().instant()));
    }

    private void line(long done, String where, Duration took) {
        console.err()
                .println(task + ": " + amount(done) + (total > 0 ? " of " + amount(total) : "")
                        + (unitSize == 1 ? " " + unit : "") + (where.isEmpty() ? "" : ", " + where) + ", "
                        + Words.seconds(took)
                        + left(done, took));
        console.err().flush();
    }

    private String amount(long value) {
        return unitSize == 1 ? Words.count(value) : Words.size(value);
    }

    private String left(long done, Duration took) {
        if (total <= 0 || done <= 0 || done >= total) {
            return "";
        }
        double rest = (total - done) / (double) done;
        return ", about " + Words.seconds(Duration.ofMillis((long) (took.toMillis() * rest))) + " left";
    }

    private ProgressBar bar() {
        ProgressBar shown = bar;
        if (shown == null) {
            shown = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setUnit(" " + unit, unitSize)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setMaxRenderedLength(BAR_WIDTH)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(console.err(), BAR_WIDTH))
                    .build();
            bar = shown;
        }
        return shown;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
