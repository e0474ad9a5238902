package io.varve.ingest.source.feed;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How a feed fares. Written by its thread, read by any. */
public final class FeedStatus {

    /** Stands for a number that nobody knows. */
    public static final long UNKNOWN = -1;

    private final String name;
    private final String log;
    private final LongAdder events = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile long behind = UNKNOWN;
    private volatile long heldBack;
    private volatile @Nullable String problem;

    /**
     * @param name of the source
     * @param log name of the log that it feeds
     */
    public FeedStatus(String name, String log) {
        this.name = name;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public String log() {
        return log;
    }

    /** How many events it has appended. */
    public long events() {
        return events.sum();
    }

    /** How many that the log had already. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** How many could not be events, and are in the log of dead letters. */
    public long deadLetters() {
        return deadLetters.sum();
    }

    /** How many steps have failed, and were or will be tried again. */
    public long failures() {
        return failures.sum();
    }

    /** How much the source holds that was not taken, when last looked at; {@link #UNKNOWN} if it cannot be told. */
    public long behind() {
        return behind;
    }

    /** How much of that waits for what must come before it, when last looked at. */
    public long heldBack() {
        return heldBack;
    }

    /** Why the newest step failed; null if it did not. */
    public @Nullable String problem() {
        return problem;
    }

    /** Counts what an append answered. */
    public void took(long newEvents, long knownEvents) {
        events.add(newEvents);
        duplicates.add(knownEvents);
    }

    public void tookDeadLetter() {
        deadLetters.increment();
    }

    /** @param inSource as {@link #behind()} */
    public void isBehind(long inSource) {
        behind = inSource;
    }

    public void isHeldBack(long inSource) {
        heldBack = inSource;
    }

    void isWell() {
        problem = null;
    }

    void failed(String why) {
        failures.increment();
        behind = UNKNOWN;
        problem = why;
    }
}
