package io.varve.server.http.route;

import io.javalin.http.Context;
import io.varve.ingest.event.AggregateId;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.PartitionUnit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The logs that are served, all of them open. Thread-safe. */
public final class ServedLogs {

    /** The path parameter that names a log. */
    public static final String LOG = "log";

    /** The path parameter that names an aggregate. */
    public static final String AGGREGATE = "id";

    private final Archive archive;
    private final List<ArchiveLog> open = new CopyOnWriteArrayList<>();
    private volatile Consumer<ArchiveLog> created = log -> {};

    /** Opens every log of the archive. */
    public ServedLogs(Archive archive) {
        this.archive = archive;
        archive.logs().stream().map(LogDefinition::name).map(archive::log).forEach(open::add);
    }

    /**
     * Calls this for each log that is created from now on, when it is open and before it is answered for. Called before
     * the server listens.
     */
    public void onCreated(Consumer<ArchiveLog> listener) {
        created = listener;
    }

    /**
     * Creates a log and serves it.
     *
     * @throws IllegalArgumentException if the name or the ages cannot be
     * @throws io.varve.tiering.catalog.LogExistsException if there is one of this name
     */
    public synchronized ArchiveLog create(String name, PartitionUnit unit, Duration hot, Duration warm) {
        archive.create(name, unit, hot, warm);
        ArchiveLog log = archive.log(name);
        created.accept(log);
        open.add(log);
        return log;
    }

    /** The log of this name, which is created if there is none. */
    public synchronized ArchiveLog orCreate(String name, PartitionUnit unit, Duration hot, Duration warm) {
        ArchiveLog known = known(name);
        return known == null ? create(name, unit, hot, warm) : known;
    }

    private @Nullable ArchiveLog known(String name) {
        for (ArchiveLog log : open) {
            if (log.name().equals(name)) {
                return log;
            }
        }
        return null;
    }

    /** All of them. */
    public List<ArchiveLog> all() {
        return open;
    }

    /**
     * The log that the path names.
     *
     * @throws io.varve.tiering.catalog.UnknownLogException if there is none
     */
    public ArchiveLog of(Context context) {
        String name = context.pathParam(LOG);
        ArchiveLog known = known(name);
        return known == null ? archive.log(name) : known;
    }

    /** The aggregate that the path names, which may have no events. */
    public static AggregateId aggregate(Context context) {
        return new AggregateId(context.pathParam(AGGREGATE));
    }
}
