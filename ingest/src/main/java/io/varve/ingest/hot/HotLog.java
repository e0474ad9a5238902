package io.varve.ingest.hot;

import java.util.*;

/** In-memory stand-in used only until the real one is merged. */
public final class HotLog implements AutoCloseable {
    public static final int MAX_BATCH_BYTES = 8 << 20;
    private static final Map<java.nio.file.Path, List<HotBatch>> DISK = new HashMap<>();
    final List<HotBatch> batches;
    final HotLogConfig config;

    private HotLog(HotLogConfig c) {
        config = c;
        batches = DISK.computeIfAbsent(c.directory(), k -> Collections.synchronizedList(new ArrayList<>()));
    }

    public static HotLog open(HotLogConfig c) {
        return new HotLog(c);
    }

    public long firstPosition() {
        return batches.isEmpty() ? config.logStart() : batches.get(0).firstPosition();
    }

    public long nextPosition() {
        if (batches.isEmpty()) return config.logStart();
        HotBatch b = batches.get(batches.size() - 1);
        return b.firstPosition() + b.events().size();
    }

    public long lastRecordedAtMicros() {
        return batches.isEmpty()
                ? Long.MIN_VALUE
                : batches.get(batches.size() - 1).recordedAtMicros();
    }

    public void append(HotBatch b) {
        batches.add(b);
    }

    public void sync() {}

    private long len() {
        return (config.cycleLength() == CycleLength.DAY ? 86_400L : 3_600L) * 1_000_000L;
    }

    public List<HotCycleInfo> cycles() {
        TreeMap<Long, HotCycleInfo> m = new TreeMap<>();
        for (HotBatch b : List.copyOf(batches)) {
            long s = Math.floorDiv(b.recordedAtMicros(), len()) * len();
            m.merge(
                    s,
                    new HotCycleInfo(
                            s,
                            s + len(),
                            b.firstPosition(),
                            b.firstPosition() + b.events().size(),
                            b.encodedBytes()),
                    (x, y) ->
                            new HotCycleInfo(s, s + len(), x.firstPosition(), y.endPosition(), x.bytes() + y.bytes()));
        }
        return List.copyOf(m.values());
    }

    public List<HotCycleInfo> release(long end) {
        List<HotCycleInfo> out = new ArrayList<>();
        List<HotCycleInfo> all = cycles();
        for (int i = 0; i < all.size() - 1; i++) {
            HotCycleInfo c = all.get(i);
            if (c.endPosition() <= end) {
                out.add(c);
                batches.removeIf(b -> b.firstPosition() < c.endPosition());
            }
        }
        return out;
    }

    public HotCursor read(long from, long to) {
        if (from < firstPosition()) throw new HotLogException("gone");
        return new HotCursor(List.copyOf(batches), from, to);
    }

    @Override
    public void close() {}
}
