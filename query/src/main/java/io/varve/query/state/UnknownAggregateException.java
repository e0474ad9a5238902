package io.varve.query.state;

import io.varve.ingest.event.AggregateId;

/** An aggregate of which the log has no event. */
public final class UnknownAggregateException extends StateException {

    private static final long serialVersionUID = 1L;

    UnknownAggregateException(String log, AggregateId aggregate) {
        super("log '" + log + "' holds no event of '" + aggregate
                + "': look at the subject's spelling, or choose another" + " log with --log");
    }
}
