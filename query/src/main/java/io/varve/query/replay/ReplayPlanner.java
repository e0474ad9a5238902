package io.varve.query.replay;

import io.varve.ingest.hot.HotSpan;
import io.varve.tiering.catalog.CatalogFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans every kind of replay: a pure function of what the tiers hold. Files answer for all positions they hold, the hot
 * tier for those behind the last file.
 */
final class ReplayPlanner {

    private final String log;
    private final List<CatalogFile> files;
    private final HotRange hot;
    private final long head;

    /**
     * @param files all files of the log, in the order of their positions
     * @param head the first position that nobody may see
     * @throws TilingException if the tiers do not hold each position of {@code [0, head)} exactly once
     */
    ReplayPlanner(String log, List<CatalogFile> files, HotRange hot, long head) {
        this.log = log;
        this.files = files;
        this.hot = hot;
        this.head = head;
        checkTiling();
    }

    /** The plan for the request. */
    ReplayPlan plan(ReplayRequest request) {
        long to = Math.min(request.toPosition(), head);
        long from = Math.min(request.fromPosition(), to);
        List<ReplaySegment> segments = new ArrayList<>();
        int pruned = 0;
        for (CatalogFile file : from < to ? files : List.<CatalogFile>of()) {
            if (file.endPosition() <= from) {
                continue;
            }
            if (file.firstPosition() >= to) {
                break;
            }
            if (mayHold(file, request)) {
                segments.add(
                        ReplaySegment.of(file, Math.max(from, file.firstPosition()), Math.min(to, file.endPosition())));
            } else {
                pruned++;
            }
        }
        planHot(request, Math.max(from, sealedTo()), to, segments);
        return new ReplayPlan(log, request, from, to, segments, pruned);
    }

    private static boolean mayHold(CatalogFile file, ReplayRequest request) {
        if (!request.hasTimes()) {
            return true;
        }
        Long least = request.basis() == TimeBasis.RECORDED ? (Long) file.minRecordedAtMicros() : file.minTimeMicros();
        Long greatest =
                request.basis() == TimeBasis.RECORDED ? (Long) file.maxRecordedAtMicros() : file.maxTimeMicros();
        return least != null
                && greatest != null
                && greatest >= request.sinceMicros()
                && (least < request.untilMicros() || request.untilMicros() == Long.MAX_VALUE);
    }

    /** One segment a cycle, so that a cycle is held only while it is read. */
    private void planHot(ReplayRequest request, long from, long to, List<ReplaySegment> segments) {
        long reached = from;
        for (HotSpan cycle : hot.spans()) {
            long end = Math.min(to, cycle.endPosition());
            if (end <= reached) {
                continue;
            }
            if (cycle.startMicros() >= request.recordedUntil()) {
                return;
            }
            if (cycle.endMicros() > request.recordedSince()) {
                segments.add(ReplaySegment.hot(reached, end));
            }
            reached = end;
        }
        if (reached < to) {
            segments.add(ReplaySegment.hot(reached, to));
        }
    }

    private long sealedTo() {
        return files.isEmpty() ? 0 : files.get(files.size() - 1).endPosition();
    }

    private void checkTiling() {
        long expected = 0;
        for (CatalogFile file : files) {
            if (file.firstPosition() != expected) {
                throw new TilingException(log, expected, file.firstPosition(), "file " + file.location());
            }
            expected = file.endPosition();
        }
        if (expected < head) {
            if (hot.firstPosition() > expected) {
                throw new TilingException(log, expected, hot.firstPosition(), "the hot tier");
            }
            if (hot.endPosition() < head) {
                throw new TilingException(log, Math.max(expected, hot.endPosition()), head, "the head");
            }
        }
    }
}
