package io.varve.server.client;

import io.varve.ingest.append.Appended;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.append.UnfinishedLoad;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.source.ImportOptions;
import io.varve.ingest.source.ImportTarget;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.events.EventForm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The events of a log. */
public interface EventClient {

    /** Appends one event; it is durable when this returns. */
    Appended append(Event event, ExpectedVersion expected);

    /** What an event must fulfil. */
    EventRules rules();

    /** Lets imports feed the log. */
    ImportTarget importTarget();

    /** How to feed it. */
    ImportOptions importOptions(boolean backfill);

    /** For what is needed only while something runs; it need not exist. */
    Path temporaryDirectory();

    /** Gives up a load of history that was cut off; null if none stands. */
    @Nullable
    UnfinishedLoad abandonLoad();

    /** The first position that is not yet durable. */
    long head();

    /**
     * Prints events. What was printed before a failure is handed over; the failure says where to go on.
     *
     * @param limit after how many to end
     */
    void replay(ReplayRequest request, EventForm form, long limit, PrintStream out) throws IOException;

    /**
     * Prints events, and goes on with what is appended, until the request or the limit ends it or it is to stop.
     *
     * @param form one of lines
     * @throws InterruptedException if this thread is interrupted
     */
    void follow(ReplayRequest request, EventForm form, long limit, PrintStream out, Stopping stopping)
            throws IOException, InterruptedException;
}
