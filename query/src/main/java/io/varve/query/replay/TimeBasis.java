package io.varve.query.replay;

/** Which time of an event a range of times means. */
public enum TimeBasis {
    /** Log time: when the event was appended. */
    RECORDED,
    /** Business time: what the producer states. An event without one lies in no range. */
    BUSINESS
}
