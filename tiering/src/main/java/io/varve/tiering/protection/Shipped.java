package io.varve.tiering.protection;

import io.varve.tiering.bucket.BucketNotes;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a log lies in the bucket, as this data directory has noted it; no server is asked. Immutable.
 *
 * @param filesTo the position after the last one up to which all are in files in the bucket, read back and compared
 * @param ranges of positions in such files, or in segments
 */
record Shipped(long filesTo, List<SegmentName> ranges) {

    static Shipped of(CatalogView view, BucketNotes notes) {
        Set<String> copies = notes.copies().keySet();
        List<SegmentName> ranges = new ArrayList<>();
        long filesTo = 0;
        for (CatalogFile file : view.files()) {
            String path = file.location().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (file.tier() == Tier.COLD || copies.contains(name)) {
                ranges.add(new SegmentName(file.firstPosition(), file.lastPosition(), "file"));
                filesTo = filesTo == file.firstPosition() ? file.endPosition() : filesTo;
            }
        }
        for (Map.Entry<String, Boolean> segment : notes.segments().entrySet()) {
            if (segment.getValue()) {
                ranges.add(SegmentName.parse(segment.getKey()));
            }
        }
        return new Shipped(filesTo, ranges);
    }

    /** The first position from this one on that the bucket does not hold. */
    long coveredTo(long from) {
        return SegmentName.coveredTo(from, ranges);
    }

    /** How many of the positions below the head the bucket does not hold. */
    long missingBelow(long head) {
        long missing = 0;
        long position = coveredTo(0);
        while (position < head) {
            long hole = position;
            long next = ranges.stream()
                    .mapToLong(SegmentName::firstPosition)
                    .filter(first -> first > hole)
                    .min()
                    .orElse(head);
            missing += Math.min(next, head) - hole;
            position = coveredTo(Math.min(next, head));
        }
        return missing;
    }

    /** The names of small segments at the log's end: those that may be put together again. */
    static List<SegmentName> tail(Map<SegmentName, Long> bytes, long from, long smallBytes) {
        List<SegmentName> newestFirst = bytes.keySet().stream()
                .sorted(Comparator.comparingLong(SegmentName::firstPosition).reversed())
                .toList();
        List<SegmentName> tail = new ArrayList<>();
        for (SegmentName segment : newestFirst) {
            if (segment.firstPosition() < from || bytes.getOrDefault(segment, smallBytes) >= smallBytes) {
                break;
            }
            tail.add(segment);
        }
        return tail;
    }
}
