package io.varve.server.client.remote;

import io.varve.ingest.event.Event;
import io.varve.ingest.source.ImportTarget.Taken;
import io.varve.ingest.source.PartlyTakenException;
import io.varve.ingest.source.feed.BackOff;
import io.varve.server.client.Patience;
import io.varve.server.report.Words;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends events as NDJSON until the server has them all, body after body. What a server does not take for now, and what
 * is cut off, is sent again behind what is known to have been accepted; what it stored without saying so it recognises.
 * For one thread at a time.
 *
 * <p>A body is bounded, for a client sees the answer when it has sent its body, or not at all if the server gave it
 * earlier and hung up. After a cut the next body is small enough to be taken off the network whole, so that what the
 * server has to say gets through; with each body that is accepted the next may be twice as large.
 */
final class BulkSender {

    /** So often it tries in a row without an event being accepted. */
    static final int MOST_TRIES = 10;

    private static final int MOST_BYTES = 16 << 20;
    private static final int FEW_BYTES = 64 << 10;
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int TOO_LARGE = 413;

    /** Where events are sent. */
    @FunctionalInterface
    interface Route {
        /**
         * @param first index of the first event of a body among those that are to be sent
         * @param isLast whether the body holds all that are left
         */
        String pathAndQuery(int first, boolean isLast);
    }

    private final Exchange server;
    private final Patience patience;
    private final BackOff backOff = new BackOff(FIRST_WAIT, LONGEST_WAIT);
    private int largestBytes = MOST_BYTES;
    private int nextBytes = MOST_BYTES;
    private int tries;
    private long accepted;

    BulkSender(Exchange server, Patience patience) {
        this.server = server;
        this.patience = patience;
    }

    /**
     * Sends the events in their order; none of them is a body too, which says that there are no more.
     *
     * @throws PartlyTakenException if the server refuses one for good, or takes none for too long
     */
    Taken send(List<Event> events, Route route) {
        Taken all = Taken.NONE;
        boolean isSent = false;
        while (!isSent) {
            List<Event> rest = events.subList(all.events(), events.size());
            NdjsonBody body = NdjsonBody.of(rest, nextBytes);
            boolean isLast = body.events() == rest.size();
            ServerException failure = null;
            Taken taken;
            try {
                taken = sent(body, route.pathAndQuery(all.events(), isLast));
                isSent = isLast;
                nextBytes = Math.min(largestBytes, 2 * nextBytes);
            } catch (ServerException e) {
                failure = e;
                taken = front(e, body);
            }
            all = all.plus(taken);
            progress(taken.events());
            if (failure != null) {
                goOn(failure, body, all);
            }
        }
        return all;
    }

    private Taken sent(NdjsonBody body, String pathAndQuery) {
        Taken taken = taken(server.json(server.to(pathAndQuery)
                .setHeader("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(body.bytes()))));
        if (taken.events() != body.events()) {
            throw miscounted(taken, body);
        }
        return taken;
    }

    private static ServerException miscounted(Taken taken, NdjsonBody body) {
        return new ServerException(
                "the server answers for " + taken.events() + " events, " + body.events() + " were sent");
    }

    private static Taken taken(JsonValue answer) {
        long duplicates = answer.number("duplicates");
        return new Taken((int) (answer.number("accepted") - duplicates), (int) duplicates);
    }

    /** What is in the log of a body that was refused. */
    private static Taken front(ServerException refused, NdjsonBody body) {
        JsonValue problem = refused.problem();
        if (problem == null || problem.numberOrNull("accepted") == null) {
            return Taken.NONE;
        }
        Taken taken = taken(problem);
        if (taken.events() > body.events()) {
            throw miscounted(taken, body);
        }
        return taken;
    }

    private void progress(int events) {
        accepted += events;
        if (events > 0) {
            tries = 0;
            backOff.afterSuccess();
        }
    }

    /** Makes ready for the next try, or gives up. */
    private void goOn(ServerException failure, NdjsonBody body, Taken all) {
        String why = reason(failure);
        if (failure.status() == TOO_LARGE && body.events() > 1) {
            largestBytes = body.bytes().length / 2;
            nextBytes = largestBytes;
            return;
        }
        if (!failure.isTemporary()) {
            throw new PartlyTakenException(why, all, failure);
        }
        if (++tries == MOST_TRIES) {
            throw new PartlyTakenException(
                    "given up after " + MOST_TRIES + " tries in a row that brought nothing, behind "
                            + Words.plural(accepted, "accepted event") + ": " + why,
                    all,
                    failure);
        }
        if (failure.isWithoutAnswer()) {
            nextBytes = Math.min(largestBytes, FEW_BYTES);
        }
        await(longer(backOff.afterFailure(), failure.retryAfter()), why, all, failure);
    }

    private static Duration longer(Duration own, Duration asked) {
        Duration longer = own.compareTo(asked) > 0 ? own : asked;
        return longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
    }

    private void await(Duration wait, String why, Taken all, ServerException failure) {
        try {
            patience.await(wait, why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartlyTakenException("interrupted while it waited: " + why, all, failure);
        }
    }

    /** The number of a line in a body means nothing to who has the file. */
    private static String reason(ServerException refused) {
        JsonValue problem = refused.problem();
        @Nullable String reason = problem == null ? null : problem.textOrNull("reason");
        return reason == null ? String.valueOf(refused.getMessage()) : reason;
    }
}
