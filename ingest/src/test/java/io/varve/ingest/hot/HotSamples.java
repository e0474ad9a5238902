package io.varve.ingest.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Micros;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Batches, and what the tests look for and destroy. */
final class HotSamples {

    static final long HOUR = 3_600_000_000L;
    static final long DAY = 24 * HOUR;
    /** The first instant of a day. */
    static final long START = Micros.of(Instant.parse("2026-01-31T00:00:00Z"));

    private HotSamples() {}

    static HotLogConfig daily(Path directory) {
        return new HotLogConfig(directory, CycleLength.DAY, 0);
    }

    static Event event(long position) {
        return Event.json("e-" + position, "/test", "account-" + position % 7, "Deposited", "{\"n\":" + position + "}");
    }

    static HotBatch batch(long first, long micros, int count) {
        return batch(first, micros, count, null);
    }

    static HotBatch batch(long first, long micros, int count, byte @Nullable [] progress) {
        List<HotEvent> events = new ArrayList<>();
        for (long position = first; position < first + count; position++) {
            events.add(new HotEvent(position / 7, EventCodec.encode(event(position))));
        }
        return new HotBatch(first, micros, progress, events);
    }

    /** Appends a batch of so many events after the last one. */
    static void append(HotLog log, long micros, int count) {
        log.append(batch(log.nextPosition(), micros, count));
    }

    /** Reads the range to its end and requires each event to be the one of its position. */
    static void requireEvents(HotLog log, long from, long to) {
        try (HotCursor cursor = log.read(from, to)) {
            for (long position = from; position < to; position++) {
                assertThat(cursor.next()).isTrue();
                requireEvent(cursor, position);
            }
            assertThat(cursor.next()).isFalse();
        }
    }

    static void requireEvent(HotCursor cursor, long position) {
        assertThat(cursor.position()).isEqualTo(position);
        assertThat(cursor.version()).isEqualTo(position / 7);
        assertThat(cursor.event().event()).isEqualTo(event(position));
    }

    static CycleFile dayFile(Path directory, long micros) {
        int cycle = CycleLength.DAY.cycleOf(micros);
        return new CycleFile(cycle, directory.resolve(CycleLength.DAY.fileName(cycle)));
    }

    static CycleScan scan(CycleFile file) throws IOException {
        return file.scan(CycleLength.DAY);
    }

    static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            int old = open.read();
            open.seek(offset);
            open.write(old ^ 0x10);
        }
    }

    static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            open.write(bytes);
        }
    }

    static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** The names in the directory, sorted; none if it is absent. */
    static List<String> names(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
