package io.varve.ingest.event;

import java.time.Instant;

/** Instants as microseconds since 1970-01-01T00:00:00Z, the unit of every time that Varve stores. */
public final class Micros {

    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    /** The instant, cut down to the microsecond before it. */
    public static long of(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), (long) instant.getNano() / 1_000);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }

    /** The canonical text: UTC, ending in {@code Z}, with no fraction or with 3 or 6 digits. */
    public static String text(long micros) {
        return instant(micros).toString();
    }
}
