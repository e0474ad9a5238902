package io.varve.bench;

import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.Durability;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Micros;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Migrates a day of 10 M small events, or ({@code large}) of 5,000 events of 1 MiB, from hot to warm, as {@code varve
 * migrate} does; run it with -Xmx512m. The heap is as it was given; what else the process takes is the block cache of
 * the index and mapped pages of the hot tier.
 */
final class HeapComparison implements SideBySide.Comparison {

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        boolean large = arguments.contains("large");
        long day = Micros.of(Instant.now(java.time.Clock.systemUTC()).minus(Duration.ofDays(40)));
        try (WholeArchive archive = new WholeArchive(directory, Durability.PROCESS)) {
            long start = System.nanoTime();
            try (BackfillSession session = archive.log().appender().backfill("bench")) {
                if (large) {
                    fillLarge(session, day);
                } else {
                    fillSmall(session, day);
                }
            }
            archive.log().appender().flushIndex();
            SideBySide.row("appended", "%,d events in %.1f s", archive.log().head(), SideBySide.seconds(start));
            start = System.nanoTime();
            archive.migrate();
            double seconds = SideBySide.seconds(start);
            var file = archive.log().view().files().get(0);
            SideBySide.row(
                    "hot -> warm: seal, read back, index, commit",
                    "%,d events in %.1f s, %,.0f events/s, file of %,d MiB",
                    file.events(),
                    seconds,
                    file.events() / seconds,
                    file.bytes() >> 20);
            SideBySide.row("heap", "at most %d MiB", Runtime.getRuntime().maxMemory() >> 20);
        }
    }

    private static void fillSmall(BackfillSession session, long day) {
        BankEvents source = new BankEvents(3, 100_000, day);
        for (int batch = 0; batch < 10_000; batch++) {
            List<Event> events = new ArrayList<>(1_000);
            for (int i = 0; i < 1_000; i++) {
                events.add(source.at(day + batch));
            }
            session.append(events, new byte[] {1});
        }
    }

    private static void fillLarge(BackfillSession session, long day) {
        Random random = new Random(1);
        byte[] half = new byte[(1 << 19) - 1];
        for (int i = 0; i < 5_000; i++) {
            random.nextBytes(half);
            String data = "\"" + HexFormat.of().formatHex(half) + "\"";
            Event event = Event.json("e" + i, "/bench", "a" + i % 50, "Scanned", data);
            session.append(List.of(event.at(EventTime.ofMicros(day + i))), new byte[] {1});
        }
    }
}
