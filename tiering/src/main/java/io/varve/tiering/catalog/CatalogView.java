package io.varve.tiering.catalog;

import io.varve.tiering.partition.Partition;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One state of a log's catalog, in memory: files that tile {@code [0, sealedTo)}, holds and progress, all of the same
 * commit. Immutable and thread-safe.
 */
public final class CatalogView {

    private final long number;
    private final List<CatalogFile> files;
    private final Map<String, Instant> holds;
    private final Map<String, byte[]> progress;

    /** @throws CatalogGapException if the files leave a gap or overlap */
    CatalogView(long number, List<CatalogFile> files, Map<String, Instant> holds, Map<String, byte[]> progress) {
        this.number = number;
        this.files = List.copyOf(files);
        this.holds = Map.copyOf(holds);
        this.progress = Map.copyOf(progress);
        checkTiling(this.files);
    }

    private static void checkTiling(List<CatalogFile> files) {
        long expected = 0;
        CatalogFile before = null;
        Set<URI> locations = new HashSet<>(files.size() * 2);
        for (CatalogFile file : files) {
            if (file.firstPosition() != expected) {
                throw new CatalogGapException(expected, file.firstPosition(), file.location());
            }
            if (before != null && before.maxRecordedAtMicros() > file.minRecordedAtMicros()) {
                throw new CatalogException("log time goes back at position " + expected + ": " + file.location()
                        + " begins before " + before.location() + " ends");
            }
            if (!locations.add(file.location())) {
                throw new CatalogException(file.location() + " stands for two files");
            }
            expected = file.endPosition();
            before = file;
        }
    }

    /** How many commits made it: grows by one with each change, also over restarts. */
    public long number() {
        return number;
    }

    /** All files in the order of their positions. */
    public List<CatalogFile> files() {
        return files;
    }

    /** The first position that is in no file. */
    public long sealedTo() {
        return files.isEmpty() ? 0 : files.get(files.size() - 1).endPosition();
    }

    /** The file that holds this position, null if none does. */
    public @Nullable CatalogFile fileAt(long position) {
        int index = indexAt(position);
        return index < 0 ? null : files.get(index);
    }

    private int indexAt(long position) {
        int low = 0;
        int high = files.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            CatalogFile file = files.get(middle);
            if (position < file.firstPosition()) {
                high = middle - 1;
            } else if (position > file.lastPosition()) {
                low = middle + 1;
            } else {
                return middle;
            }
        }
        return -1;
    }

    /** Partition name to the instant until which the partition stays where it is. */
    public Map<String, Instant> holds() {
        return holds;
    }

    /** Source name to the newest progress that lies in files; the arrays are copies. */
    public Map<String, byte[]> progress() {
        Map<String, byte[]> copies = new TreeMap<>();
        progress.forEach((source, bytes) -> copies.put(source, bytes.clone()));
        return copies;
    }

    CatalogView appended(List<NewFile> newFiles) {
        List<CatalogFile> all = new ArrayList<>(files);
        Map<String, byte[]> newest = progress();
        for (NewFile file : newFiles) {
            all.add(file.file());
            newest.putAll(file.progress());
        }
        return new CatalogView(number + 1, all, holds, newest);
    }

    CatalogView moved(List<Move> moves, HoldChanges changes) {
        List<CatalogFile> all = new ArrayList<>(files);
        for (Move move : moves) {
            int index = indexAt(move.from().firstPosition());
            if (index < 0 || !all.get(index).equals(move.from())) {
                throw new CatalogException("cannot move " + move.from().location() + ": it is not, or no longer, where"
                        + " positions " + move.from().firstPosition() + " to "
                        + move.from().lastPosition() + " lie");
            }
            all.set(index, move.from().at(move.to()));
        }
        Map<String, Instant> newHolds = new HashMap<>(holds);
        changes.set().forEach((partition, until) -> newHolds.put(partition.name(), until));
        changes.clear().stream().map(Partition::name).forEach(newHolds::remove);
        return new CatalogView(number + 1, all, newHolds, progress);
    }

    CatalogView next() {
        return new CatalogView(number + 1, files, holds, progress);
    }
}
