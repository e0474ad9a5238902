package io.varve.query.state;

/** A state for which a snapshot would be needed that is not there, where replays from the beginning are forbidden. */
public final class FullReplayForbiddenException extends StateException {

    private static final long serialVersionUID = 1L;

    FullReplayForbiddenException(String message) {
        super(message);
    }
}
