package io.varve.query.replay;

/**
 * What replays have delivered.
 *
 * @param events how many events
 * @param dataBytes bytes of their data
 */
public record Delivered(long events, long dataBytes) {

    static final Delivered NOTHING = new Delivered(0, 0);

    Delivered plus(Delivered other) {
        return new Delivered(events + other.events, dataBytes + other.dataBytes);
    }
}
