package io.varve.tiering.store;

import io.varve.ingest.append.IndexCatchUp;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import io.varve.ingest.index.IndexDamagedException;
import io.varve.ingest.index.IndexedEvent;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.RunEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the index of a log level with the log, and builds it anew where it cannot be used: it is derived from the
 * sealed files and the hot tier.
 */
public final class IndexOpening {

    private static final Logger LOG = LoggerFactory.getLogger(IndexOpening.class);

    private final Path directory;
    private final String log;
    private final HotLog hot;
    private final SealedFiles files;

    /**
     * What an index is built from.
     *
     * @param directory of the index; made if absent
     * @param log name of the log, for messages
     * @param hot its hot tier
     * @param files its sealed files
     */
    public IndexOpening(Path directory, String log, HotLog hot, SealedFiles files) {
        this.directory = directory;
        this.log = log;
        this.hot = hot;
        this.files = files;
    }

    /**
     * Opens the index, level with the log; the caller's to close.
     *
     * @param view the sealed files that there are
     * @param idsFrom ids of events recorded before this need not be remembered, unless their events are hot
     * @throws SealedFileException if a file that it is to be built from cannot be read
     */
    public EventIndex open(CatalogView view, Instant idsFrom) {
        try {
            EventIndex index = openOnDisk();
            try {
                level(index, view);
                return index;
            } catch (RuntimeException e) {
                index.close();
                throw e;
            }
        } catch (IndexDamagedException e) {
            LOG.warn("the index of log '{}' is built anew: {}", log, e.getMessage());
            delete();
            FaultPoint.INDEX_DELETED.reach();
            return rebuilt(view, Micros.of(idsFrom));
        }
    }

    private EventIndex openOnDisk() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory + ": " + e.getMessage(), e);
        }
        return EventIndex.open(EventIndexConfig.defaults(directory));
    }

    private void level(EventIndex index, CatalogView view) {
        if (index.indexedTo() < view.sealedTo()) {
            throw new IndexDamagedException(
                    "it reaches position " + index.indexedTo()
                            + ", but a file is sealed only after it has been indexed, and files end at "
                            + view.sealedTo(),
                    null);
        }
        if (index.reachedTo() > hot.nextPosition()) {
            throw new IndexDamagedException(
                    "it has known positions up to " + index.reachedTo() + ", but the log ends at " + hot.nextPosition(),
                    null);
        }
        IndexCatchUp.run(hot, index);
    }

    private EventIndex rebuilt(CatalogView view, long idsFromMicros) {
        EventIndex index = openOnDisk();
        try {
            for (CatalogFile file : view.files()) {
                index.addFile(files.sidecar(file).entries(), file.endPosition());
                FaultPoint.INDEX_REBUILD_FILE_ADDED.reach();
            }
            addIds(index, view, idsFromMicros);
            IndexCatchUp.run(hot, index);
            view.progress().forEach((source, progress) -> {
                if (index.progress(source) == null) {
                    index.putProgress(source, progress);
                }
            });
            FaultPoint.INDEX_REBUILD_LEVEL.reach();
            index.flush();
            return index;
        } catch (RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /** Reads the files again in which ids lie that must be remembered and that the hot tier no longer holds. */
    private void addIds(EventIndex index, CatalogView view, long idsFromMicros) {
        for (CatalogFile file : view.files()) {
            boolean wanted = file.maxRecordedAtMicros() >= idsFromMicros && file.firstPosition() < hot.firstPosition();
            if (wanted) {
                index.startAt(Math.max(index.indexedTo(), file.firstPosition()));
                try (OpenFile open = files.open(file)) {
                    addEvents(index, open);
                }
            }
        }
    }

    private void addEvents(EventIndex index, OpenFile open) {
        EventFileReader reader = open.reader();
        try {
            for (int run = 0; run < reader.runs(); run++) {
                RunEvents events = reader.readRun(run);
                for (int i = 0; i < events.size(); i++) {
                    RecordedEvent event = events.event(i);
                    if (event.position() < hot.firstPosition()) {
                        index.add(indexed(event));
                    }
                }
            }
        } catch (IOException e) {
            throw open.failure(e);
        }
    }

    private static IndexedEvent indexed(RecordedEvent event) {
        return new IndexedEvent(
                event.event().subject(),
                event.position(),
                event.version(),
                event.recordedAtMicros(),
                EventCodec.idKey(event.event().source(), event.event().id()),
                EventCodec.contentHash(EventCodec.encode(event.event())));
    }

    private void delete() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the index in " + directory + ": " + e.getMessage(), e);
        }
    }
}
