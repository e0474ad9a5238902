package io.varve.query.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * A stored state: what a projection made of all events of an aggregate, or of the log, up to one.
 *
 * @param position of the last event folded
 * @param version of that event in its aggregate; -1 in a snapshot of the whole log
 * @param events how many were folded, from the beginning
 * @param recordedAtMicros log time of the last one
 * @param greatestTimeMicros the greatest business time among them, null if none had one
 * @param foldedUntimed whether one without a business time was folded
 * @param lastSource source of the last event
 * @param lastId id of the last event
 * @param state JSON text in UTF-8; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Snapshot(
        long position,
        long version,
        long events,
        long recordedAtMicros,
        @Nullable Long greatestTimeMicros,
        boolean foldedUntimed,
        String lastSource,
        String lastId,
        byte[] state) {

    public Snapshot {
        if (position < 0 || version < -1 || events < 1) {
            throw new IllegalArgumentException(
                    "a snapshot at position " + position + ", version " + version + ", of " + events + " events");
        }
    }

    /** Whether every folded event had happened by then. */
    public boolean happenedBy(long timeMicros) {
        return !foldedUntimed && greatestTimeMicros != null && greatestTimeMicros <= timeMicros;
    }
}
