package io.varve.bench;

import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.FileEntry;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** One aggregate's rows from one warm file of 1 M events, by their row ranges: time, and bytes read. */
final class LookupComparison implements SideBySide.Comparison {

    private static final int WARM_UP = 2_000;
    private static final int LOOKUPS = 2_000;

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        Path warm = Files.createDirectories(directory.resolve("warm"));
        SealedFile file;
        try (HotLog hot = SealComparison.fill(directory.resolve("hot"), 1_000_000, 100_000)) {
            file = SealComparison.seal(hot, warm, new UUID(1, 1));
        }
        Sidecar sidecar = Sidecar.read(file.sidecar());
        List<FileEntry> entries = new ArrayList<>();
        for (Iterator<FileEntry> all = sidecar.entries(); all.hasNext(); ) {
            entries.add(all.next());
        }
        CountedBytes bytes = new CountedBytes(LocalByteSource.open(file.path()));
        try (EventFileReader reader = EventFileReader.open(bytes, sidecar)) {
            measure(reader, entries, bytes);
        }
    }

    private static void measure(EventFileReader reader, List<FileEntry> entries, CountedBytes bytes)
            throws IOException {
        Random random = new Random(1);
        long[] nanos = new long[LOOKUPS];
        long before = 0;
        for (int i = -WARM_UP; i < LOOKUPS; i++) {
            if (i == 0) {
                before = bytes.read.get();
            }
            FileEntry entry = entries.get(random.nextInt(entries.size()));
            long start = System.nanoTime();
            int found = reader.readRows(entry.runFirstPosition(), entry.firstRow(), entry.count())
                    .size();
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
            if (found != entry.count()) {
                throw new IllegalStateException(found + " rows, " + entry.count() + " expected");
            }
        }
        Arrays.sort(nanos);
        SideBySide.row(
                "one aggregate of one run",
                "p50 %.3f ms, p99 %.3f ms",
                nanos[LOOKUPS / 2] / 1e6,
                nanos[LOOKUPS * 99 / 100] / 1e6);
        SideBySide.row("bytes read for it", "%,d on average", (bytes.read.get() - before) / LOOKUPS);
    }

    /** Counts what is read. */
    private static final class CountedBytes implements ByteSource {

        private final ByteSource source;
        private final AtomicLong read = new AtomicLong();

        CountedBytes(ByteSource source) {
            this.source = source;
        }

        @Override
        public String location() {
            return source.location();
        }

        @Override
        public long length() {
            return source.length();
        }

        @Override
        public void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException {
            read.addAndGet(length);
            source.readFully(offset, target, targetOffset, length);
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
