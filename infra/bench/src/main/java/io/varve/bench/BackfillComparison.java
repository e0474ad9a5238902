package io.varve.bench;

import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.Durability;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** History of 5,000 days with 100 events each: into a hot tier that rolls daily, then through warm to cold. */
final class BackfillComparison implements SideBySide.Comparison {

    private static final int DAYS = 5_000;
    private static final int EVENTS_A_DAY = 100;
    private static final long DAY_MICROS = 86_400_000_000L;

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        long first = Micros.of(Instant.parse("2010-01-01T12:00:00Z"));
        BankEvents source = new BankEvents(5, 10_000, first);
        try (WholeArchive archive = new WholeArchive(directory, Durability.DISK)) {
            long start = System.nanoTime();
            try (BackfillSession session = archive.log().appender().backfill("bench")) {
                for (int day = 0; day < DAYS; day++) {
                    List<Event> events = new ArrayList<>();
                    for (int i = 0; i < EVENTS_A_DAY; i++) {
                        events.add(source.at(first + day * DAY_MICROS));
                    }
                    session.append(events, new byte[] {1});
                }
            }
            row("5,000 days of 100 events into hot", SideBySide.seconds(start));
            start = System.nanoTime();
            archive.migrate();
            row("the same through warm to cold", SideBySide.seconds(start));
        }
    }

    private static void row(String what, double seconds) {
        SideBySide.row(
                what,
                "%.1f s, %.1f ms a day, %,.0f events/s",
                seconds,
                seconds * 1_000 / DAYS,
                DAYS * EVENTS_A_DAY / seconds);
    }
}
