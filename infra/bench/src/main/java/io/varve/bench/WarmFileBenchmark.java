package io.varve.bench;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.FileEntry;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.RunEvents;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.parquet.Sidecar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Reads of one warm file that holds one full run of 262,144 events of 100,000 accounts. */
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class WarmFileBenchmark {

    private static final int EVENTS = 262_000;

    private final List<FileEntry> entries = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private @Nullable Path directory;
    private @Nullable EventFileReader file;

    @Setup
    public void seal() throws IOException {
        directory = Files.createTempDirectory("varve-bench");
        Path warm = Files.createDirectories(directory.resolve("warm"));
        try (HotLog hot = SealComparison.fill(directory.resolve("hot"), EVENTS, 100_000)) {
            SealedFile sealed = SealComparison.seal(hot, warm, new UUID(1, 1));
            file = SealComparison.open(sealed.path());
            Sidecar sidecar = Sidecar.read(sealed.sidecar().toString(), Files.readAllBytes(sealed.sidecar()));
            for (Iterator<FileEntry> all = sidecar.entries(); all.hasNext(); ) {
                entries.add(all.next());
            }
        }
    }

    @TearDown
    public void delete() throws IOException {
        if (file != null) {
            file.close();
        }
        if (directory != null) {
            SideBySide.delete(directory);
        }
    }

    /** The whole run, in position order, every event made. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void readRun(Blackhole seen) throws IOException {
        RunEvents events = open().readRun(0);
        for (int i = 0; i < events.size(); i++) {
            seen.consume(events.event(i));
        }
    }

    /** One aggregate's rows. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public List<RecordedEvent> readAggregate() throws IOException {
        FileEntry entry = entries.get(random.nextInt(entries.size()));
        return open().readRows(entry.runFirstPosition(), entry.firstRow(), entry.count());
    }

    private EventFileReader open() {
        if (file == null) {
            throw new IllegalStateException("not set up");
        }
        return file;
    }
}
