package io.varve.query.state;

/** What is done where a snapshot should have spared a replay from the beginning, and none can be used. */
public enum FullReplay {
    /** All is replayed. */
    ALLOW,
    /** The state is refused. */
    FORBID
}
