package io.varve.ingest.source.outbox;

import io.varve.ingest.append.EventAppender;
import io.varve.ingest.source.feed.DeadLetters;
import io.varve.ingest.source.feed.FeedStatus;
import io.varve.ingest.source.feed.FeedWork;
import io.varve.ingest.source.feed.Intake;
import java.sql.SQLException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the rows of an outbox. Each step looks at the open rows from the first on, wherever their ids stand: a row
 * that is committed late is seen by the next step. A row is marked or deleted after its event is durable; a crash
 * between the two makes it come again, and its id is recognised.
 */
public final class OutboxFeed implements FeedWork {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxFeed.class);

    private final OutboxConfig config;
    private final EventAppender log;
    private final Intake<OutboxRow> intake;
    private final FeedStatus status;
    private @Nullable OutboxTable table;
    private volatile boolean ending;

    /** @param log is fed; the caller's to close, after this */
    public OutboxFeed(OutboxConfig config, EventAppender log, DeadLetters deadLetters, FeedStatus status) {
        this.config = config;
        this.log = log;
        this.intake = new Intake<>(log, deadLetters, status);
        this.status = status;
    }

    @Override
    public Duration step() throws SQLException {
        OutboxTable open = table;
        if (open == null) {
            open = OutboxTable.open(config);
            table = open;
        }
        long openRows = open.openRows();
        status.isBehind(openRows);
        long seen = 0;
        long taken = 0;
        long heldBack = 0;
        List<OutboxRow> page = open.page(null);
        while (!page.isEmpty() && !ending) {
            List<OutboxRow> turns = new Turns(config.versions(), log::lastVersion, open::deadRows).of(page);
            IdentityHashMap<OutboxRow, String> failures = intake.take(turns);
            open.done(turns, failures);
            taken += turns.size();
            heldBack += page.size() - turns.size();
            seen += page.size();
            // no more than there were: a sweep that ran after ever newer rows would not come back to those held back
            page = seen < openRows ? open.page(page.get(page.size() - 1)) : List.of();
        }
        if (!ending) {
            status.isHeldBack(heldBack);
            status.isBehind(heldBack);
        }
        return taken > 0 ? Duration.ZERO : config.every();
    }

    @Override
    public void reset() {
        OutboxTable open = table;
        table = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.debug("the connection of source '{}' was lost before it was closed", config.name(), e);
            }
        }
    }

    @Override
    public void wakeUp() {
        ending = true;
    }

    @Override
    public void close() {
        reset();
    }
}
