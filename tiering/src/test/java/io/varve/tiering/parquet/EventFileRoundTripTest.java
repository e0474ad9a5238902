package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.index.FileEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileRoundTripTest {

    @TempDir
    Path directory;

    @Test
    void nastyEventsComeBackToTheLetter() throws IOException {
        LoggedEvents log = LoggedEvents.nasty();
        SealedFile file = log.write(directory, "a1", EventFileSettings.defaults());
        verify(log, file);
    }

    @Test
    void runsAndPagesOfAnySizeHoldTheSameEvents() throws IOException {
        LoggedEvents log = LoggedEvents.nasty();
        int all = log.events.size();
        for (int runEvents : new int[] {1, 2, 3, 5, all - 1, all, all + 1}) {
            for (int pageRows = 1; pageRows <= 3; pageRows += 2) {
                SealedFile file = log.write(
                        directory, "a-" + runEvents + "-" + pageRows, LoggedEvents.small(runEvents, pageRows));
                verify(log, file);
            }
        }
    }

    @Test
    void randomEventsComeBack() throws IOException {
        for (int round = 0; round < 20; round++) {
            long seed = Long.getLong("varve.seed", ThreadLocalRandom.current().nextLong());
            System.out.println("random events from -Dvarve.seed=" + seed);
            Random random = new Random(seed);
            LoggedEvents log = LoggedEvents.random(random, 1 + random.nextInt(2_000));
            EventFileSettings settings = new EventFileSettings(
                    1 + random.nextInt(700),
                    1 + random.nextInt(60_000),
                    1 + random.nextInt(120),
                    1 + random.nextInt(4_000),
                    1 + random.nextInt(5));
            verify(log, log.write(directory, "seed-" + round, settings));
        }
    }

    @Test
    void aRunEndsAtItsLimitOfEventsOrBytes() throws IOException {
        LoggedEvents log = LoggedEvents.random(new Random(7), 1_000);
        SealedFile byEvents = log.write(directory, "events", LoggedEvents.small(300, 50));
        assertThat(sidecar(byEvents).runs()).extracting(Run::events).containsExactly(300, 300, 300, 100);

        EventFileSettings bytes = new EventFileSettings(1_000, 10_000, 50, 1 << 10, 3);
        List<Run> runs = sidecar(log.write(directory, "bytes", bytes)).runs();
        assertThat(runs).hasSizeGreaterThan(5).allMatch(run -> run.rawBytes() <= 10_000);
    }

    @Test
    void manyDistinctValuesDoWithoutADictionary() throws IOException {
        LoggedEvents log = new LoggedEvents();
        for (RecordedEvent event : LoggedEvents.random(new Random(1), 20_000).events) {
            log.add(new Event(
                    event.event().id(),
                    "/source/" + event.position(),
                    event.event().subject(),
                    "type-" + event.position(),
                    null,
                    null,
                    null,
                    null,
                    event.event().extensions()));
        }
        verify(log, log.write(directory, "wide", EventFileSettings.defaults()));
    }

    @Test
    void severalThreadsReadOneFile() throws Exception {
        LoggedEvents log = LoggedEvents.random(new Random(3), 3_000);
        SealedFile file = log.write(directory, "shared", LoggedEvents.small(500, 64));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (EventFileReader reader = EventFileReader.open(MemorySource.of(file.path()), sidecar(file))) {
            List<Future<List<RecordedEvent>>> results = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                results.add(threads.submit(() -> events(reader)));
            }
            for (Future<List<RecordedEvent>> result : results) {
                assertThat(result.get()).isEqualTo(log.events);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void rowsFarAwayAreReadInOneStep() throws IOException {
        LoggedEvents log = LoggedEvents.random(new Random(4), 5_000);
        SealedFile file = log.write(directory, "far", LoggedEvents.small(2_500, 64));
        MemorySource source = MemorySource.of(file.path());
        Sidecar sidecar = sidecar(file);
        try (EventFileReader reader = EventFileReader.openUnread(source, sidecar)) {
            assertThat(source.bytesRead).isZero();
            FileEntry entry = sidecar.entries().next();
            List<RecordedEvent> rows = reader.readRows(entry.runFirstPosition(), entry.firstRow(), entry.count());
            assertThat(rows).hasSize(entry.count());
            assertThat(source.batches).isEqualTo(1);
            assertThat(source.bytesRead).isLessThan(source.length() / 2);
        }
    }

    @Test
    void rowsThatAreNotThereAreRefused() throws IOException {
        LoggedEvents log = LoggedEvents.nasty();
        SealedFile file = log.write(directory, "a1", EventFileSettings.defaults());
        try (EventFileReader reader = EventFileReader.open(MemorySource.of(file.path()), sidecar(file))) {
            int events = log.events.size();
            assertThatThrownBy(() -> reader.readRows(LoggedEvents.FIRST + 1, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no run at position 1001");
            assertThatThrownBy(() -> reader.readRows(LoggedEvents.FIRST, 1, events))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reader.readRows(LoggedEvents.FIRST, Integer.MAX_VALUE, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aSidecarIsMadeAgainFromItsFileByteForByte() throws IOException {
        LoggedEvents log = LoggedEvents.random(new Random(5), 2_000);
        SealedFile file = log.write(directory, "a1", LoggedEvents.small(300, 50));
        byte[] original = Files.readAllBytes(file.sidecar());
        Path again = SidecarRebuild.rebuild(MemorySource.of(file.path()), directory.resolve("again"));
        assertThat(again.getFileName()).isEqualTo(file.sidecar().getFileName());
        assertThat(Files.readAllBytes(again)).isEqualTo(original);
    }

    private void verify(LoggedEvents log, SealedFile file) throws IOException {
        FileFacts facts = file.facts();
        Sidecar sidecar = sidecar(file);
        assertThat(facts.digest()).isEqualTo(log.digest());
        assertThat(facts.chain())
                .isEqualTo(ChainLink.start(LoggedEvents.LOG_ID)
                        .next(facts.firstPosition(), facts.lastPosition(), log.digest()));
        assertThat(sidecar.facts()).usingRecursiveComparison().isEqualTo(facts);
        assertThat(file.path()).hasFileName(facts.fileName()).hasSize(facts.bytes());
        try (EventFileReader reader = EventFileReader.open(MemorySource.of(file.path()), sidecar)) {
            assertThat(events(reader)).isEqualTo(log.events);
            assertThat(reader.digest()).isEqualTo(facts.digest());
            assertThat(byEntries(reader, sidecar)).isEqualTo(byAggregate(log));
        }
        try (var names = Files.list(directory)) {
            assertThat(names.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    private static List<RecordedEvent> events(EventFileReader reader) throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        for (int number = 0; number < reader.runs(); number++) {
            RunEvents run = reader.readRun(number);
            assertThat(run.size()).isEqualTo(reader.run(number).events());
            for (int i = 0; i < run.size(); i++) {
                events.add(run.event(i));
            }
        }
        return events;
    }

    private static List<RecordedEvent> byEntries(EventFileReader reader, Sidecar sidecar) throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        for (var entries = sidecar.entries(); entries.hasNext(); ) {
            FileEntry entry = entries.next();
            List<RecordedEvent> rows = reader.readRows(entry.runFirstPosition(), entry.firstRow(), entry.count());
            assertThat(rows.get(0).version()).isEqualTo(entry.firstVersion());
            assertThat(rows).allMatch(row -> row.event().subject().equals(entry.aggregate()));
            events.addAll(rows);
        }
        return events;
    }

    private static List<RecordedEvent> byAggregate(LoggedEvents log) {
        List<RecordedEvent> events = new ArrayList<>(log.events);
        events.sort(Comparator.comparing(
                        (RecordedEvent event) -> event.event().subject().utf8(), Arrays::compareUnsigned)
                .thenComparing(RecordedEvent::version));
        return events;
    }

    static Sidecar sidecar(SealedFile file) throws IOException {
        return Sidecar.read(file.sidecar().toString(), Files.readAllBytes(file.sidecar()));
    }
}
