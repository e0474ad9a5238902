package io.varve.tiering.parquet;

import io.varve.ingest.index.FileEntry;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The entries of all runs of a file by aggregate, then version. Not thread-safe. */
final class EntryMerge implements Iterator<FileEntry> {

    private static final class Head implements Comparable<Head> {

        private final EntrySegment segment;
        private final int run;
        private FileEntry entry;

        Head(EntrySegment segment, int run) {
            this.segment = segment;
            this.run = run;
            this.entry = segment.next();
        }

        boolean advance() {
            if (!segment.hasNext()) {
                return false;
            }
            entry = segment.next();
            return true;
        }

        /** Versions of one aggregate ascend along the runs. */
        @Override
        public int compareTo(Head other) {
            int order = Arrays.compareUnsigned(segment.aggregate(), other.segment.aggregate());
            return order != 0 ? order : Integer.compare(run, other.run);
        }
    }

    private final String location;
    private final PriorityQueue<Head> heads = new PriorityQueue<>();
    private @Nullable FileEntry last;

    /**
     * Takes the segments in the order of their runs; none is empty.
     *
     * @param location of the sidecar, for messages
     */
    EntryMerge(String location, List<EntrySegment> segments) {
        this.location = location;
        for (int run = 0; run < segments.size(); run++) {
            heads.add(new Head(segments.get(run), run));
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public FileEntry next() {
        Head head = heads.poll();
        if (head == null) {
            throw new NoSuchElementException();
        }
        FileEntry entry = head.entry;
        if (head.advance()) {
            heads.add(head);
        }
        requireFollows(entry);
        last = entry;
        return entry;
    }

    /** The versions of an aggregate are dense, from run to run too. */
    private void requireFollows(FileEntry entry) {
        FileEntry before = last;
        if (before == null || !before.aggregate().equals(entry.aggregate())) {
            return;
        }
        long next = before.firstVersion() + before.count();
        if (entry.firstVersion() != next) {
            throw new DamagedFileException(
                    location,
                    "rows of aggregate '" + entry.aggregate() + "' begin at version " + entry.firstVersion()
                            + ", not at " + next);
        }
    }
}
