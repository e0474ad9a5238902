package io.varve.ingest.append;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** A log of the hot tier alone, in a directory: opened, it goes on with what is there. Closed by its test. */
public final class TestLog implements AutoCloseable {

    /** What a test makes of the disk: appends are refused while it is below 1. */
    public final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);

    public final FakeClock clock = new FakeClock("2026-01-01T00:00:00Z");
    private final HotLog hot;
    private final EventIndex index;
    private final EventAppender appender;

    private TestLog(Path directory, int chunkEvents) {
        hot = HotLog.open(new HotLogConfig(directory.resolve("hot"), CycleLength.DAY, 0));
        index = EventIndex.open(new EventIndexConfig(directory.resolve("index"), chunkEvents, 1 << 16));
        IndexCatchUp.run(hot, index);
        AppenderConfig config = new AppenderConfig(Durability.DISK, EventRules.defaults(), 16 << 20, 1);
        appender = new EventAppender(config, hot, index, clock, freeBytes::get, Long.MIN_VALUE);
    }

    public static TestLog open(Path directory) {
        return open(directory, 10_000);
    }

    /** @param chunkEvents how many events the index keeps in memory */
    static TestLog open(Path directory, int chunkEvents) {
        return new TestLog(directory, chunkEvents);
    }

    public EventAppender appender() {
        return appender;
    }

    /** Returns when the log has so many durable events; what the test's timeout bounds. */
    public void awaitHead(long events) throws InterruptedException {
        Semaphore durable = new Semaphore(0);
        FaultPoint.listen(point -> {
            if (point == FaultPoint.APPEND_DURABLE) {
                durable.release();
            }
        });
        try {
            while (appender.head() < events) {
                durable.acquire();
            }
        } finally {
            FaultPoint.listen(null);
        }
    }

    /** All durable events. */
    public List<RecordedEvent> events() {
        List<RecordedEvent> events = new ArrayList<>();
        try (HotCursor cursor = hot.read(0, appender.head())) {
            while (cursor.next()) {
                byte[] content = cursor.content();
                Event event = EventCodec.decode(content, 0, content.length);
                events.add(new RecordedEvent(cursor.position(), cursor.version(), cursor.recordedAtMicros(), event));
            }
        }
        return events;
    }

    /** The ids of all durable events, in their order. */
    public List<String> ids() {
        return events().stream().map(event -> event.event().id()).toList();
    }

    @Override
    public void close() {
        appender.close();
        index.close();
        hot.close();
    }
}
