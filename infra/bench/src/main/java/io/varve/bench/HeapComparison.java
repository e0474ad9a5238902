package io.varve.bench;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Micros;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotEvent;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.SealedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Seals and reads back a day of 10 M small events, or ({@code large}) of 5,000 events of 1 MiB; run it with -Xmx512m.
 */
final class HeapComparison implements SideBySide.Comparison {

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        boolean large = arguments.contains("large");
        Path warm = Files.createDirectories(directory.resolve("warm"));
        try (HotLog hot = large
                ? large(directory.resolve("hot"))
                : SealComparison.fill(directory.resolve("hot"), 10_000_000, 100_000)) {
            long start = System.nanoTime();
            SealedFile file = SealComparison.seal(hot, warm, new UUID(1, 1));
            try (EventFileReader reader = SealComparison.open(file.path())) {
                reader.digest();
            }
            SideBySide.row(
                    large ? "5,000 events of 1 MiB" : "10 M events",
                    "sealed and read back in %.1f s with a heap of %d MiB, file %d MiB",
                    SideBySide.seconds(start),
                    Runtime.getRuntime().maxMemory() >> 20,
                    file.facts().bytes() >> 20);
        }
    }

    private static HotLog large(Path directory) {
        HotLog hot = HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 0));
        long day = Micros.of(Instant.parse("2026-01-01T00:00:00Z"));
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] half = new byte[(1 << 19) - 2];
            random.nextBytes(half);
            String data = "\"" + java.util.HexFormat.of().formatHex(half) + "\"";
            Event event = Event.json("e" + i, "/bench", "a" + i % 50, "Scanned", data);
            hot.append(new HotBatch(i, day + i, null, List.of(new HotEvent(i / 50, EventCodec.encode(event)))));
        }
        hot.sync();
        return hot;
    }
}
