package io.varve.tiering.parquet;

import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * Reads an event file. Every byte is proven by the checksums of the sidecar before it is decoded; what cannot be proven
 * or decoded raises {@link DamagedFileException}, and a source that fails to give its bytes an {@link IOException}.
 * Thread-safe.
 */
public final class EventFileReader implements AutoCloseable {

    private final ByteSource source;
    private final CheckedFile file;
    private final PageSource pages;
    private final List<Run> runs;

    EventFileReader(ByteSource source, CheckedFile file, ParquetMetadata footer, List<Run> runs) {
        this.source = source;
        this.file = file;
        this.pages = new PageSource(file, footer);
        this.runs = runs;
    }

    /**
     * Opens the file and proves that it is the one that the sidecar tells of: length, name, footer, indexes.
     *
     * @param source is closed with the reader, and also when it cannot be opened
     * @throws DamagedFileException if it is another file, or not as it was written
     */
    public static EventFileReader open(ByteSource source, Sidecar sidecar) throws IOException {
        return FileOpening.open(source, sidecar, true);
    }

    /**
     * Opens the file without reading any of it: for a file far away. Footer and indexes are taken from the copy in the
     * sidecar; what is read later is proven by its checksums as ever.
     *
     * @param source is closed with the reader, and also when it cannot be opened
     * @throws DamagedFileException if its name or length are not those of the sidecar's file
     */
    public static EventFileReader openUnread(ByteSource source, Sidecar sidecar) throws IOException {
        return FileOpening.open(source, sidecar, false);
    }

    /** Number of runs. */
    public int runs() {
        return runs.size();
    }

    /** A run by its number, in position order. */
    public Run run(int number) {
        return runs.get(number);
    }

    /**
     * Reads all events of a run.
     *
     * @throws DamagedFileException if a byte of the run is not the one that was written
     */
    public RunEvents readRun(int number) throws IOException {
        Run run = runs.get(number);
        RowDecoder columns = RowDecoder.ofRun(run);
        return file.guard(() -> {
            pages.decodeRun(number, columns);
            return new RunEvents(file.location(), run, new EventRows(columns));
        });
    }

    /**
     * Reads some rows of a run from just the pages that hold them.
     *
     * @param runFirstPosition first position of the run
     * @param firstRow first row, from 0
     * @param count number of rows, at least 1
     * @return the events in row order; those of one aggregate are in version order
     * @throws IllegalArgumentException if the file has no such run or the run no such rows
     * @throws DamagedFileException if a byte of the pages is not the one that was written
     */
    public List<RecordedEvent> readRows(long runFirstPosition, int firstRow, int count) throws IOException {
        return decoded(number(runFirstPosition), firstRow, count, rows -> {
            List<RecordedEvent> events = new ArrayList<>(count);
            for (int row = 0; row < count; row++) {
                events.add(rows.event(row));
            }
            return events;
        });
    }

    /**
     * Reads some rows of a run from just the pages that hold them, without making their events yet.
     *
     * @param number of the run, in position order
     * @param firstRow first row, from 0
     * @param count number of rows, at least 1
     * @throws IllegalArgumentException if the run has no such rows
     * @throws DamagedFileException if a byte of the pages is not the one that was written
     */
    public RowEvents rows(int number, int firstRow, int count) throws IOException {
        return decoded(number, firstRow, count, RowEvents::new);
    }

    private <T> T decoded(int number, int firstRow, int count, Function<EventRows, T> result) throws IOException {
        Run run = runs.get(number);
        if (firstRow < 0 || count < 1 || firstRow > run.events() - count) {
            throw new IllegalArgumentException(file.location() + ": the run at " + run.firstPosition() + " has "
                    + run.events() + " rows, asked for " + count + " from " + firstRow);
        }
        RowDecoder columns = RowDecoder.ofRows(firstRow, count);
        return file.guard(() -> {
            if (count == run.events()) {
                pages.decodeRun(number, columns); // needs no indexes
            } else {
                pages.decodeRows(number, firstRow, count, columns);
            }
            return result.apply(new EventRows(columns));
        });
    }

    /** Reads everything again and returns the digest of the events, to be compared with that of the facts. */
    public byte[] digest() throws IOException {
        CanonicalDigest digest = new CanonicalDigest();
        for (int number = 0; number < runs.size(); number++) {
            EventRows rows = readRun(number).rows();
            file.guard(() -> rows.addTo(digest));
        }
        return digest.finish();
    }

    /** Closes the source; a read under way may fail. */
    @Override
    public void close() throws IOException {
        source.close();
    }

    private int number(long runFirstPosition) {
        for (int number = 0; number < runs.size(); number++) {
            if (runs.get(number).firstPosition() == runFirstPosition) {
                return number;
            }
        }
        throw new IllegalArgumentException(file.location() + ": has no run at position " + runFirstPosition);
    }
}
