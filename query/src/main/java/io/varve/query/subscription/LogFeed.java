package io.varve.query.subscription;

import io.varve.ingest.append.Head;
import io.varve.ingest.hot.HotLog;
import io.varve.query.follow.FollowCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import java.util.function.BooleanSupplier;

/**
 * What subscriptions read.
 *
 * @param log the log's name
 * @param replayer reads it
 * @param head of it
 * @param hot its hot tier
 */
public record LogFeed(String log, Replayer replayer, Head head, HotLog hot) {

    /** Follows the log: see {@link FollowCursor}. */
    public FollowCursor follow(ReplayRequest request, BooleanSupplier givenUp) {
        return new FollowCursor(replayer, head, hot, request, givenUp);
    }
}
