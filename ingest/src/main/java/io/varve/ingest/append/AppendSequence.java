package io.varve.ingest.append;

/**
 * Requests of one caller that build on each other, handed over without waiting for the answers: once one of them fails,
 * those that come after it are refused, so that no event is stored before one that stands in front of it. Thread-safe.
 */
public final class AppendSequence {

    private volatile boolean isBroken;

    void refuseIfBroken() {
        if (isBroken) {
            throw new AppendRefusedException("an append in front of this one failed");
        }
    }

    void breakOff() {
        isBroken = true;
    }
}
