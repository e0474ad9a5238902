package io.varve.bench;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.Durability;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Durable append in batches of 1,000, all checks on, beside raw Chronicle Queue with the same bytes and one sync a
 * batch.
 */
final class AppendComparison implements SideBySide.Comparison {

    private static final int BATCH = 1_000;
    private static final int BATCHES = 1_000;
    private static final int ROUNDS = 3;

    @Override
    public void run(Path directory, List<String> arguments) {
        List<List<Event>> batches = batches();
        List<byte[]> raw = raw(batches);
        for (int round = 0; round < ROUNDS; round++) {
            double rawRate = raw(directory.resolve("raw" + round), raw);
            double one = varve(directory.resolve("one" + round), batches, 1, Durability.DISK);
            double piped = varve(directory.resolve("piped" + round), batches, 8, Durability.DISK);
            double process = varve(directory.resolve("process" + round), batches, 8, Durability.PROCESS);
            SideBySide.row("raw Chronicle, SYNC per 1,000", "%,.0f events/s", rawRate);
            SideBySide.row("Varve, disk, one batch at a time", "%,.0f events/s, %.2f x raw", one, one / rawRate);
            SideBySide.row("Varve, disk, 8 batches under way", "%,.0f events/s, %.2f x raw", piped, piped / rawRate);
            SideBySide.row(
                    "Varve, process, 8 batches under way", "%,.0f events/s, %.2f x raw", process, process / rawRate);
        }
    }

    private static double raw(Path directory, List<byte[]> raw) {
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory)
                        .syncMode(SyncMode.SYNC)
                        .build();
                ExcerptAppender appender = queue.createAppender()) {
            long start = System.nanoTime();
            for (byte[] batch : raw) {
                try (DocumentContext document = appender.writingDocument()) {
                    document.wire().bytes().write(batch);
                }
                appender.sync();
            }
            return raw.size() * (double) BATCH / SideBySide.seconds(start);
        }
    }

    private static double varve(Path directory, List<List<Event>> batches, int underWay, Durability durability) {
        try (OpenLog log = OpenLog.open(directory, durability)) {
            Deque<CompletableFuture<List<Appended>>> open = new ArrayDeque<>();
            long start = System.nanoTime();
            for (List<Event> batch : batches) {
                open.add(log.appender().submit(AppendRequest.of(batch)));
                if (open.size() == underWay) {
                    open.remove().join();
                }
            }
            open.forEach(CompletableFuture::join);
            return batches.size() * (double) BATCH / SideBySide.seconds(start);
        }
    }

    private static List<List<Event>> batches() {
        BankEvents events = new BankEvents(1, 100_000, 0);
        List<List<Event>> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            List<Event> batch = new ArrayList<>(BATCH);
            for (int j = 0; j < BATCH; j++) {
                batch.add(events.next());
            }
            batches.add(batch);
        }
        return batches;
    }

    private static List<byte[]> raw(List<List<Event>> batches) {
        List<byte[]> raw = new ArrayList<>();
        for (List<Event> batch : batches) {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            for (Event event : batch) {
                bytes.writeBytes(EventCodec.encode(event));
            }
            raw.add(bytes.toByteArray());
        }
        return raw;
    }
}
