package io.varve.bench;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.CloudEventJson;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one event costs on its way in and out, apart from any tier. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventBenchmark {

    private static final int EVENTS = 4_096;

    private final Event[] events = new Event[EVENTS];
    private final byte[][] contents = new byte[EVENTS][];
    private final byte[][] lines = new byte[EVENTS][];
    private final EventLineWriter writer = new EventLineWriter(LineFormat.NDJSON, OutputStream.nullOutputStream());
    private int at;

    @Setup
    public void makeEvents() throws IOException {
        BankEvents source = new BankEvents(1, 100_000, 0);
        for (int i = 0; i < EVENTS; i++) {
            events[i] = source.next();
            contents[i] = EventCodec.encode(events[i]);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            CloudEventJson.write(new RecordedEvent(i, 0, 0, events[i]), LineFormat.CLOUDEVENTS, line);
            lines[i] = line.toByteArray();
        }
    }

    @Benchmark
    public byte[] encodeContent() {
        return EventCodec.encode(events[next()]);
    }

    @Benchmark
    public Event decodeContent() {
        byte[] content = contents[next()];
        return EventCodec.decode(content, 0, content.length);
    }

    @Benchmark
    public Hash128 hashContent() {
        return EventCodec.contentHash(contents[next()]);
    }

    @Benchmark
    public Event parseCloudEvent() {
        byte[] line = lines[next()];
        return CloudEventJson.parse(line, 0, line.length);
    }

    @Benchmark
    public void printNdjson() throws IOException {
        int i = next();
        writer.write(new RecordedEvent(i, 0, 0, events[i]));
    }

    private int next() {
        at = (at + 1) % EVENTS;
        return at;
    }
}
