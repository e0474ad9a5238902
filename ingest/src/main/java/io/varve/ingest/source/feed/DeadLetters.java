package io.varve.ingest.source.feed;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.append.IdConflictException;
import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log that takes what one source gave and cannot be an event. For one thread. */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final EventAppender log;
    private final FeedStatus status;
    private final String source;

    /**
     * @param log takes the letters; another one than that which is fed
     * @param status of the source
     */
    public DeadLetters(EventAppender log, FeedStatus status) {
        this.log = log;
        this.status = status;
        this.source = "/varve/sources/" + status.name();
    }

    /**
     * Stores the letter; one that the log holds already is left as it is. Durable on return.
     *
     * @param progress how far the source has been read with it; null if the source does not say
     * @throws io.varve.ingest.append.AppendException if the log does not take it
     */
    public void put(DeadLetter letter, @Nullable SourceProgress progress) {
        Event event = letter.event(source, log.rules().maxDataBytes());
        try {
            AppendRequest request = AppendRequest.of(List.of(event));
            boolean known = (progress == null ? log.append(request) : log.append(request, progress))
                    .get(0)
                    .duplicate();
            if (!known) {
                status.tookDeadLetter();
                LOG.warn("source '{}': {} is in the log of dead letters", status.name(), event.id());
            }
        } catch (IdConflictException e) {
            // another version of Varve gave another reason, or the source changed it: the first letter stands
            LOG.info("source '{}': {}", status.name(), e.getMessage());
        }
    }

    /** How far the source had been read by the last letter that says so; null if none does. */
    public byte @Nullable [] progress(String sourceName) {
        return log.progress(sourceName);
    }
}
