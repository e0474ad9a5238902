package io.varve.query.replay.sort;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts any number of events by the UTF-8 bytes of their aggregate's id, then by version, in bounded memory: an
 * external merge sort (Knuth, The Art of Computer Programming 3, 5.4). Chunks that fill the memory are written to
 * compressed temporary files, and as many as {@value #FAN_IN} files of a level become one of the next. Not thread-safe.
 */
public final class EventSort implements AutoCloseable {

    static final int FAN_IN = 32;

    private static final long EVENT_OVERHEAD = 360;

    private final Path directory;
    private final long chunkBytes;
    private final List<Spill> spills = new ArrayList<>();
    private Map<AggregateId, List<RecordedEvent>> chunk = new HashMap<>();
    private long bytes;

    /**
     * @param directory where the files go; made on first use
     * @param chunkBytes memory for events, about; one event is held whatever its size
     */
    public EventSort(Path directory, long chunkBytes) {
        this.directory = directory;
        this.chunkBytes = chunkBytes;
    }

    /** Removes files of sorts that no longer run; an absent directory is fine. */
    public static void removeLeftovers(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, "*" + Spill.SUFFIX)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    /**
     * Adds an event. Events of one aggregate are to be added in the order of their versions.
     *
     * @throws IOException if a file cannot be written
     */
    public void add(RecordedEvent event) throws IOException {
        chunk.computeIfAbsent(event.event().subject(), subject -> new ArrayList<>(4))
                .add(event);
        bytes += memory(event.event());
        if (bytes >= chunkBytes) {
            spill();
        }
    }

    private static long memory(Event event) {
        return EVENT_OVERHEAD
                + event.id().length()
                + event.subject().value().length()
                + (event.data() == null ? 0 : event.data().length());
    }

    private void spill() throws IOException {
        keep(0, SortedSource.ofChunk(chunk));
        chunk = new HashMap<>();
        bytes = 0;
        while (hasFullLevel()) {
            List<Spill> full = spills.subList(spills.size() - FAN_IN, spills.size());
            int level = full.get(0).level();
            List<Spill> merged = List.copyOf(full);
            try {
                List<SortedSource> sources = new ArrayList<>();
                for (Spill spill : merged) {
                    sources.add(spill.read());
                }
                full.clear();
                keep(level + 1, new SortedEvents(sources));
            } finally {
                Spill.closeAll(merged);
            }
        }
    }

    private boolean hasFullLevel() {
        int size = spills.size();
        return size >= FAN_IN
                && spills.get(size - FAN_IN).level() == spills.get(size - 1).level();
    }

    private void keep(int level, EventInput events) throws IOException {
        Spill spill = new Spill(directory, level);
        spills.add(spill);
        spill.write(events);
    }

    /** Ends the adding: all events in order. They are readable until this is closed. */
    public SortedEvents sorted() throws IOException {
        List<SortedSource> sources = new ArrayList<>();
        for (Spill spill : spills) {
            sources.add(spill.read());
        }
        sources.add(SortedSource.ofChunk(chunk));
        return new SortedEvents(sources);
    }

    /** How many files there are at the moment. */
    int spills() {
        return spills.size();
    }

    /** Deletes the files. */
    @Override
    public void close() {
        Spill.closeAll(spills);
        spills.clear();
        chunk = new HashMap<>();
    }
}
