package io.varve.query.replay;

/** Tiers that leave a gap in the log, or hold a position twice. */
public final class TilingException extends ReplayException {

    private static final long serialVersionUID = 1L;

    private final long expectedPosition;
    private final long foundPosition;

    TilingException(String log, long expectedPosition, long foundPosition, String found) {
        super(log, null, null, null, 0, problem(expectedPosition, foundPosition, found), null);
        this.expectedPosition = expectedPosition;
        this.foundPosition = foundPosition;
    }

    private static String problem(long expected, long found, String what) {
        return expected < found
                ? "no tier holds positions " + expected + " to " + (found - 1) + ", before " + what
                : "positions " + found + " to " + (expected - 1) + " are held twice, by " + what + " too";
    }

    /** The first position that is missing, or the one after the last that is held twice. */
    public long expectedPosition() {
        return expectedPosition;
    }

    /** Where the next tier or file begins. */
    public long foundPosition() {
        return foundPosition;
    }
}
