package io.varve.tiering.cold;

/** How a {@link ObjectStore#put} that succeeded came to be. */
public enum PutOutcome {
    /** This call created the object. */
    CREATED,
    /** An earlier call of the same attempt had created it, with the same bytes. */
    ALREADY_THERE
}
