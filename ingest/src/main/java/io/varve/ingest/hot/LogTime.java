package io.varve.ingest.hot;

import net.openhft.chronicle.core.time.TimeProvider;

/** The time that Chronicle is told: it decides the cycle that the next excerpt goes to. */
final class LogTime implements TimeProvider {

    private volatile long millis;

    LogTime(long millis) {
        this.millis = millis;
    }

    void set(long newMillis) {
        millis = newMillis;
    }

    @Override
    public long currentTimeMillis() {
        return millis;
    }
}
