package io.varve.tiering.parquet;

import io.varve.ingest.index.FileEntry;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

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

    private final PriorityQueue<Head> heads = new PriorityQueue<>();

    /** Takes the segments in the order of their runs; none is empty. */
    EntryMerge(List<EntrySegment> segments) {
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
        return entry;
    }
}
