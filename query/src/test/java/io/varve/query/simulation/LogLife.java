package io.varve.query.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.ClockDepartedException;
import io.varve.ingest.append.Durability;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.append.SteadyClock;
import io.varve.ingest.append.VersionConflictException;
import io.varve.ingest.disk.Disk.Access;
import io.varve.ingest.disk.DurableImage;
import io.varve.ingest.disk.FaultyDisk;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.SampleEvents;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayException;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.ReplayerConfig;
import io.varve.tiering.catalog.CatalogException;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.migration.TestLog;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.SealedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The life of one log, step by step, made from a seed: what may happen to it in years happens in minutes. After each
 * step it must hold what a plain list holds.
 */
final class LogLife implements AutoCloseable {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long READ_BUDGET = 32 << 20;

    private final Path directory;
    private final Random random;
    private final FakeClock wall = new FakeClock("2030-01-01T00:00:00Z");
    private final AtomicLong monotonic = new AtomicLong();
    private final FaultyObjectStore cold = new FaultyObjectStore(new InMemoryObjectStore(wall));
    private final List<RecordedEvent> model = new ArrayList<>();
    private final Map<AggregateId, Long> versions = new HashMap<>();
    private final Map<String, Integer> steps = new TreeMap<>();
    private DurableImage image;
    private int images;
    private TestLog log;
    private Replayer replayer;
    private boolean outage;

    LogLife(Path directory, long seed) throws IOException {
        this.directory = directory;
        this.random = new Random(seed);
        this.image = newImage();
        this.log = openLog();
        this.replayer = openReplayer();
    }

    /** Lives on until so much time has passed; then all must be in order, with nothing left lying about. */
    void live(Duration time) throws IOException {
        Instant end = wall.instant().plus(time);
        while (wall.instant().isBefore(end)) {
            step();
            check();
        }
        settle();
    }

    /** How often each step was taken. */
    Map<String, Integer> steps() {
        return steps;
    }

    int events() {
        return model.size();
    }

    private void step() throws IOException {
        int dice = random.nextInt(100);
        if (dice < 51) {
            took("append");
            append();
            pass(Duration.ofMinutes(random.nextInt(3 * 24 * 60)));
        } else if (dice < 54) {
            took("idle");
            pass(Duration.ofDays(random.nextInt(60)));
        } else if (dice < 71) {
            took("migrate");
            migrate();
        } else if (dice < 74) {
            took("change policy");
            int hot = 2 + random.nextInt(10);
            log.logCatalog.setPolicy(Duration.ofDays(hot), Duration.ofDays(hot + random.nextInt(30)));
        } else if (dice < 78) {
            restore();
        } else if (dice < 82) {
            took(outage ? "S3 comes back" : "S3 goes away");
            toggleOutage();
        } else if (dice < 85) {
            took("one S3 call fails");
            cold.failNext(
                    oneOf(List.of(FaultyObjectStore.Operation.values())),
                    oneOf(List.of(FaultyObjectStore.When.values())),
                    oneOf(List.of(Kind.values())));
            migrate();
            forgetFaults();
        } else if (dice < 87) {
            took("S3's lists lag");
            listsLag();
        } else if (dice < 89) {
            took("disk fails");
            diskFails();
        } else if (dice < 95) {
            crash(random.nextInt(4) == 0, random.nextBoolean());
        } else if (dice < 97) {
            took("clock steps");
            clockSteps();
        } else {
            took("verify");
            verify();
        }
    }

    private void append() {
        List<Event> events = new ArrayList<>();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            events.add(SampleEvents.random(random, "event-" + model.size() + "-" + n));
        }
        if (random.nextInt(6) == 0) {
            appendExpecting(events.get(0));
            return;
        }
        int fresh = events.size();
        RecordedEvent again = recentEvent();
        if (again != null) {
            events.add(again.event());
        }
        List<Appended> answers = log.appender.append(AppendRequest.of(events));
        for (int i = 0; i < fresh; i++) {
            remember(events.get(i), answers.get(i));
        }
        if (again != null) {
            assertThat(answers.get(fresh))
                    .as("an event that comes again gets its first answer")
                    .isEqualTo(new Appended(again.position(), again.version(), again.recordedAtMicros(), true));
        }
    }

    private void appendExpecting(Event event) {
        long last = versions.getOrDefault(event.subject(), 0L) - 1;
        assertThatThrownBy(() -> log.appender.append(
                        new AppendRequest(List.of(event), ExpectedVersion.exactly(last + 1 + random.nextInt(3)))))
                .isInstanceOf(VersionConflictException.class);
        ExpectedVersion right = last < 0 ? ExpectedVersion.none() : ExpectedVersion.exactly(last);
        remember(
                event,
                log.appender.append(new AppendRequest(List.of(event), right)).get(0));
    }

    private void remember(Event event, Appended answer) {
        long version = versions.merge(event.subject(), 1L, Long::sum) - 1;
        assertThat(answer.duplicate()).isFalse();
        assertThat(answer.position()).isEqualTo(model.size());
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.recordedAtMicros()).isGreaterThanOrEqualTo(Micros.of(wall.instant()));
        if (!model.isEmpty()) {
            assertThat(answer.recordedAtMicros())
                    .isGreaterThanOrEqualTo(model.get(model.size() - 1).recordedAtMicros());
        }
        model.add(new RecordedEvent(answer.position(), answer.version(), answer.recordedAtMicros(), event));
    }

    /** One whose id must be remembered, for it is hot. */
    private @Nullable RecordedEvent recentEvent() {
        long from = log.hot.firstPosition();
        return from == model.size() ? null : model.get((int) (from + random.nextLong(model.size() - from)));
    }

    private void migrate() {
        Instant now = wall.instant().minus(Duration.ofHours(random.nextInt(48)));
        MigrationResult result = log.migrator.migrate(now, MigrationListener.SILENT, random.nextBoolean());
        if (outage) {
            assertThat(result.done()).as("nothing goes cold without S3").noneMatch(move -> move.to() == Tier.COLD);
        }
    }

    private void restore() throws IOException {
        List<Partition> there = log.logCatalog.view().files().stream()
                .filter(file -> file.tier() == Tier.COLD)
                .map(CatalogFile::partition)
                .distinct()
                .toList();
        if (there.isEmpty()) {
            return;
        }
        took("restore");
        Partition partition = oneOf(there);
        Duration hold = Duration.ofDays(1 + random.nextInt(20));
        if (outage) {
            assertThatThrownBy(() -> log.migrator.restore(List.of(partition), hold, MigrationListener.SILENT))
                    .as("a restore without S3")
                    .isInstanceOf(IOException.class);
        } else {
            log.migrator.restore(List.of(partition), hold, MigrationListener.SILENT);
        }
    }

    private void toggleOutage() {
        outage = !outage;
        forgetFaults();
    }

    /** What was there is listed, whatever comes and goes meanwhile. */
    private void listsLag() throws IOException {
        cold.lagLists();
        append();
        migrate();
        pass(DAY);
        migrate();
        forgetFaults();
    }

    /** The moves' files and the catalog's; the hot tier has tests of its own. */
    private void diskFails() {
        try (FaultyDisk disk = new FaultyDisk(image)) {
            disk.fail(
                    random.nextBoolean() ? FaultyDisk.FULL : FaultyDisk.ILL,
                    random.nextInt(40),
                    random.nextBoolean() ? 1 : Integer.MAX_VALUE,
                    random.nextBoolean() ? Set.of(Access.values()) : Set.of(oneOf(List.of(Access.values()))),
                    path -> !path.startsWith(directory.resolve("hot")));
            migrate();
            migrate();
        } catch (CatalogException e) {
            assertThat(e).as("the second run after a commit in doubt").hasMessageContaining("cannot read");
        }
    }

    /** But for the outage, if there is one. */
    private void forgetFaults() {
        cold.heal();
        if (outage) {
            cold.failAll(random.nextBoolean() ? Kind.UNREACHABLE : Kind.DENIED);
        }
    }

    /**
     * What the files hold at this moment is all that there is afterwards; without power, what was synced of them. The
     * index is not watched, so a loss of power takes it, or leaves it as it is: ahead of a log that lost its end.
     */
    private void crash(boolean withoutIndex, boolean withoutPower) throws IOException {
        took(withoutPower ? "loss of power" : "crash");
        Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
        if (withoutPower) {
            image.layDown(copy);
            delete(copy.resolve("index"));
            copy(directory.resolve("index"), copy.resolve("index"));
        } else {
            copy(directory, copy);
        }
        closeLog();
        image.close();
        delete(directory);
        Files.move(copy, directory);
        if (withoutIndex) {
            took("index deleted");
            delete(directory.resolve("index"));
        }
        image = newImage();
        try {
            log = openLog();
        } catch (SealedFileException e) {
            assertThat(outage)
                    .as("an index is built without the files only without S3: %s", e)
                    .isTrue();
            toggleOutage();
            log = openLog();
        }
        replayer = openReplayer();
    }

    private DurableImage newImage() throws IOException {
        return new DurableImage(directory, directory.resolveSibling("shadows-" + images++));
    }

    private void clockSteps() {
        Duration step = Duration.ofMinutes(6 + random.nextInt(600_000));
        Duration signed = random.nextBoolean() ? step : step.negated();
        wall.advance(signed);
        Event event = SampleEvents.random(random, "in a wrong time");
        assertThatThrownBy(() -> log.appender.append(AppendRequest.of(List.of(event))))
                .isInstanceOf(ClockDepartedException.class);
        assertThatThrownBy(() -> log.migrator.migrate(wall.instant(), MigrationListener.SILENT, true))
                .isInstanceOf(ClockDepartedException.class);
        wall.advance(signed.negated());
    }

    private void verify() {
        if (!outage) {
            assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings())
                    .isEmpty();
        }
    }

    private void check() {
        CatalogView view = log.logCatalog.view();
        long next = 0;
        for (CatalogFile file : view.files()) {
            assertThat(file.firstPosition()).isEqualTo(next);
            next = file.endPosition();
        }
        assertThat(view.sealedTo()).isEqualTo(next);
        assertThat(log.hot.firstPosition()).isLessThanOrEqualTo(next);
        assertThat(log.appender.head()).isEqualTo(model.size()).isGreaterThanOrEqualTo(next);
        int from = random.nextInt(model.size() + 1);
        int to = Math.min(model.size(), from + random.nextInt(200));
        checkReplay(ReplayRequest.all().withPositions(from, to), model.subList(from, to));
        if (!model.isEmpty()) {
            AggregateId subject = oneOf(model).event().subject();
            checkReplay(ReplayRequest.all().withSubject(subject), of(subject));
        }
    }

    private List<RecordedEvent> of(AggregateId subject) {
        return model.stream()
                .filter(event -> event.event().subject().equals(subject))
                .toList();
    }

    private void checkReplay(ReplayRequest request, List<RecordedEvent> expected) {
        List<RecordedEvent> read = new ArrayList<>();
        try (EventCursor cursor = replayer.replay(request)) {
            while (cursor.next()) {
                read.add(cursor.event());
            }
        } catch (ReplayException e) {
            assertThat(outage).as("a replay fails only without S3: %s", e).isTrue();
            assertThat(read).as("what was delivered before the failure").isEqualTo(expected.subList(0, read.size()));
            return;
        }
        assertThat(read).as("%s", request).isEqualTo(expected);
    }

    /** All is mended and two years pass: all is cold, and nothing lies where it should not. */
    private void settle() throws IOException {
        cold.heal();
        outage = false;
        pass(Duration.ofDays(730));
        append();
        log.migrator.migrate(wall.instant(), MigrationListener.SILENT, true);
        pass(DAY);
        assertThat(log.migrator
                        .migrate(wall.instant(), MigrationListener.SILENT, true)
                        .waiting())
                .isEmpty();
        log.migrator.sweepCold();
        check();
        checkReplay(ReplayRequest.all(), model);
        verify();
        CatalogView view = log.logCatalog.view();
        assertThat(view.files()).allMatch(file -> file.tier() == Tier.COLD);
        assertThat(local()).as("local files").isEmpty();
        Set<String> named = new HashSet<>();
        for (CatalogFile file : view.files()) {
            named.add(cold.key(file.location()));
            named.add(cold.key(file.location()) + ".sidecar");
        }
        assertThat(cold.list("").stream().map(object -> object.key()).filter(key -> !key.contains("/catalog/")))
                .as("objects beside the manifests")
                .containsExactlyInAnyOrderElementsOf(named);
    }

    private List<Path> local() throws IOException {
        Path warm = directory.resolve("warm");
        if (!Files.exists(warm)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(warm)) {
            return files.toList();
        }
    }

    private void pass(Duration time) {
        wall.advance(time);
        monotonic.addAndGet(time.toNanos());
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void took(String step) {
        steps.merge(step, 1, Integer::sum);
    }

    private TestLog openLog() {
        return new TestLog(
                directory,
                cold,
                new SteadyClock(wall, monotonic::get, Duration.ofMinutes(5)),
                Duration.ZERO,
                Durability.DISK);
    }

    private Replayer openReplayer() throws IOException {
        return new Replayer(
                log.context.sources(),
                new ReplayerConfig(READ_BUDGET, 1, directory.resolve("spill"), DAY, monotonic::get));
    }

    /** Keeps files sparse, as the hot tier's are. */
    private static void copy(Path from, Path to) throws IOException {
        Process copy = new ProcessBuilder("cp", "-a", "--sparse=always", from.toString(), to.toString())
                .inheritIO()
                .start();
        try {
            assertThat(copy.waitFor()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() {
        closeLog();
        image.close();
    }

    private void closeLog() {
        replayer.close();
        log.close();
    }
}
