package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a directory holds, read without changing anything.
 *
 * @param sealed cycles that hold events, oldest first, without the last one
 * @param last the last cycle's file that holds events; null if none does
 * @param lastScan what it holds
 * @param empty files without a whole event: left by a crash while a cycle began
 */
record Examination(
        List<Cycle> sealed,
        @Nullable CycleFile last,
        @Nullable CycleScan lastScan,
        List<EmptyFile> empty) {

    /** A file without a whole event, and what it holds instead. */
    record EmptyFile(CycleFile file, CycleScan scan) {}

    static Examination of(Path directory, CycleLength length) throws IOException {
        List<CycleFile> files = files(directory, length);
        List<EmptyFile> empty = new ArrayList<>();
        int at = files.size() - 1;
        CycleScan lastScan = null;
        for (; at >= 0; at--) {
            CycleScan scan = files.get(at).scan(length);
            if (!scan.empty()) {
                lastScan = scan;
                break;
            }
            empty.add(new EmptyFile(files.get(at), scan));
        }
        if (lastScan == null) {
            return new Examination(List.of(), null, null, empty);
        }
        return new Examination(
                sealed(files.subList(0, at), lastScan.firstPosition(), length, empty), files.get(at), lastScan, empty);
    }

    /** The position after the last event; {@code ifEmpty} if there is none. */
    long endPosition(long ifEmpty) {
        return lastScan == null ? ifEmpty : lastScan.endPosition();
    }

    /** The position of the first event; {@code ifEmpty} if there is none. */
    long firstPosition(long ifEmpty) {
        if (lastScan == null) {
            return ifEmpty;
        }
        return sealed.isEmpty() ? lastScan.firstPosition() : sealed.get(0).firstPosition();
    }

    /** A sealed cycle's first batch states where it begins; it ends where the next one begins, or reading it fails. */
    private static List<Cycle> sealed(
            List<CycleFile> files, long lastFirstPosition, CycleLength length, List<EmptyFile> empty)
            throws IOException {
        List<Cycle> newestFirst = new ArrayList<>();
        long end = lastFirstPosition;
        for (int i = files.size() - 1; i >= 0; i--) {
            CycleFile file = files.get(i);
            long first = file.statedFirstPosition();
            if (first < 0) {
                CycleScan scan = file.scan(length);
                if (!scan.empty() || scan.damaged()) {
                    throw new HotLogException(
                            file.path() + " is damaged at its beginning, and newer files hold events");
                }
                empty.add(new EmptyFile(file, scan));
                continue;
            }
            if (first >= end) {
                throw new HotLogException(
                        file.path() + " begins at position " + first + ", but the file after it at " + end);
            }
            newestFirst.add(new Cycle(file.cycle(), first, end, Cycle.UNKNOWN, Cycle.UNKNOWN, null));
            end = first;
        }
        newestFirst.sort(Comparator.comparingLong(Cycle::firstPosition));
        return newestFirst;
    }

    private static List<CycleFile> files(Path directory, CycleLength length) throws IOException {
        List<CycleFile> files = new ArrayList<>();
        for (Path path : FlatDirectory.list(directory)) {
            String name = path.getFileName().toString();
            if (name.endsWith(CycleLength.FILE_SUFFIX)) {
                int cycle = length.cycleOfFile(name)
                        .orElseThrow(() -> new HotLogException(path + " is not the file of a cycle of one " + length
                                + ": the hot log was made with" + " another cycle length"));
                files.add(new CycleFile(cycle, path));
            }
        }
        files.sort(Comparator.comparingInt(CycleFile::cycle));
        return files;
    }
}
