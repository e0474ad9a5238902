package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a directory into a state in which the log can go on: first everything is examined, then what must not be is
 * refused, and only then something is changed.
 */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final HotLogConfig config;
    private final Path directory;
    private final CycleLength length;
    private final CycleRewriter rewriter;

    Opening(HotLogConfig config) {
        this.config = config;
        this.directory = config.directory();
        this.length = config.cycleLength();
        this.rewriter = new CycleRewriter(directory, length);
    }

    /**
     * @param syncedPosition all events below were on the disk; -1 if nothing is known
     * @throws HotLogException if events are missing at either end
     */
    Examination prepare(long syncedPosition) throws IOException {
        Examination found = Examination.of(directory, length);
        refuse(found, syncedPosition);
        for (Examination.EmptyFile empty : found.empty()) {
            if (empty.scan().damaged()) {
                rewriter.setAside(empty.file(), empty.scan());
            }
            Files.delete(empty.file().path());
            LOG.info("{} holds no event and is deleted", empty.file().path());
        }
        FlatDirectory.delete(directory.resolve(CycleRewriter.WORK));
        Files.deleteIfExists(directory.resolve(Queues.OWN_FILE));
        CycleFile last = found.last();
        CycleScan scan = found.lastScan();
        if (last == null || scan == null || !(scan.damaged() || scan.sealed())) {
            return found;
        }
        if (scan.damaged()) {
            rewriter.setAside(last, scan);
        }
        return rewritten(found, last, scan);
    }

    /** Writes the last file anew if Chronicle's own notes in it are not those of what it holds. */
    Examination trusted(Examination found) throws IOException {
        CycleFile last = found.last();
        CycleScan scan = found.lastScan();
        if (last == null || scan == null) {
            return found;
        }
        try (FileWindow file = new FileWindow(last.path())) {
            if (ChronicleNotes.agree(file, scan)) {
                return found;
            }
        }
        LOG.warn("{}: Chronicle's notes do not fit the events; the file is written anew", last.path());
        return rewritten(found, last, scan);
    }

    /** The cycles that hold events, oldest first. */
    static List<Cycle> cycles(Examination found) {
        List<Cycle> cycles = new ArrayList<>(found.sealed());
        CycleFile last = found.last();
        CycleScan scan = found.lastScan();
        if (last != null && scan != null) {
            cycles.add(new Cycle(
                    last.cycle(),
                    scan.firstPosition(),
                    scan.endPosition(),
                    scan.excerpts(),
                    Math.max(Queues.FIRST_BYTES, scan.lastEnd()),
                    scan.landmarks()));
        }
        return cycles;
    }

    private void refuse(Examination found, long syncedPosition) {
        long end = found.endPosition(config.logStart());
        if (end < syncedPosition) {
            throw new HotLogException("the hot log in " + directory + " ends at " + end
                    + ", but it was on the disk up to " + syncedPosition + ": events are lost or damaged");
        }
        long first = found.firstPosition(config.logStart());
        if (first > config.logStart()) {
            throw new HotLogException("events are missing: the hot log in " + directory + " begins at " + first
                    + ", the catalog ends at " + config.logStart());
        }
        if (end < config.logStart()) {
            throw new HotLogException("events are missing: the hot log in " + directory + " ends at " + end
                    + ", the catalog ends at " + config.logStart());
        }
    }

    private Examination rewritten(Examination found, CycleFile last, CycleScan scan) throws IOException {
        rewriter.rewrite(last, scan);
        return new Examination(found.sealed(), last, last.scan(length), List.of());
    }
}
