package io.varve.query.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.AppendRefusedException;
import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.ClockDepartedException;
import io.varve.ingest.append.Durability;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.append.IdConflictException;
import io.varve.ingest.append.VersionConflictException;
import io.varve.ingest.disk.Disk.Access;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The life of one log, step by step, made from a seed: what may happen to it in years happens in minutes. After each
 * step it must hold what a plain list holds.
 */
final class LogLife implements AutoCloseable {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long READ_BUDGET = 32 << 20;

    private final DataDirectory directory;
    private final Random random;
    private final SimulatedClock clock = new SimulatedClock();
    private final FaultyObjectStore cold = new FaultyObjectStore(new InMemoryObjectStore(clock.wall()));
    private final Model model = new Model();
    private final Map<String, Integer> steps = new TreeMap<>();
    private final ChainCheck chain = new ChainCheck();
    private TestLog log;
    private Replayer replayer;
    private boolean outage;
    /** A load that was begun, of which at least one row and not the last is in the log; null if there is none. */
    private @Nullable History history;

    LogLife(Path directory, long seed) throws IOException {
        this.directory = new DataDirectory(directory);
        this.random = new Random(seed);
        this.log = openLog();
        this.replayer = openReplayer();
    }

    /** Lives on until so much time has passed; then all must be in order, with nothing left lying about. */
    void live(Duration time) throws IOException {
        Instant end = clock.now().plus(time);
        while (clock.now().isBefore(end)) {
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
        if (history != null && random.nextInt(3) == 0) {
            if (random.nextInt(4) == 0) {
                giveUpLoading();
            } else {
                load();
            }
        }
        int dice = random.nextInt(108);
        if (dice < 51) {
            took("append");
            append();
            clock.pass(Duration.ofMinutes(random.nextInt(3 * 24 * 60)));
        } else if (dice < 54) {
            took("idle");
            clock.pass(Duration.ofDays(random.nextInt(60)));
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
        } else if (dice < 98) {
            clockFault();
        } else if (dice < 101) {
            took("verify");
            verify();
        } else if (dice < 104) {
            retry();
        } else {
            load();
        }
    }

    private void append() {
        List<Event> events = new ArrayList<>();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            events.add(SampleEvents.random(random, "event-" + model.size() + "-" + n));
        }
        if (history != null) {
            took("append beside a load");
            assertThatThrownBy(() -> log.appender.append(AppendRequest.of(events)))
                    .isInstanceOf(AppendRefusedException.class)
                    .hasMessageContaining("stands unfinished");
            return;
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
                    .isEqualTo(Model.again(again));
        }
    }

    private void appendExpecting(Event event) {
        long last = model.lastVersion(event.subject());
        assertThatThrownBy(() -> log.appender.append(
                        new AppendRequest(List.of(event), ExpectedVersion.exactly(last + 1 + random.nextInt(3)))))
                .isInstanceOf(VersionConflictException.class);
        ExpectedVersion right = last < 0 ? ExpectedVersion.none() : ExpectedVersion.exactly(last);
        remember(
                event,
                log.appender.append(new AppendRequest(List.of(event), right)).get(0));
    }

    private void remember(Event event, Appended answer) {
        assertThat(answer.recordedAtMicros()).isGreaterThanOrEqualTo(Micros.of(clock.now()));
        model.add(event, answer);
    }

    /** One whose id must be remembered, for it is hot. */
    private @Nullable RecordedEvent recentEvent() {
        long from = log.hot.firstPosition();
        return from == model.size() ? null : model.get((int) (from + random.nextLong(model.size() - from)));
    }

    private void migrate() {
        Instant now = clock.now().minus(Duration.ofHours(random.nextInt(48)));
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
        clock.pass(DAY);
        migrate();
        forgetFaults();
    }

    /** The moves' files and the catalog's; the hot tier has tests of its own. */
    private void diskFails() {
        try (FaultyDisk disk = directory.faultyDisk()) {
            disk.fail(
                    random.nextBoolean() ? FaultyDisk.FULL : FaultyDisk.ILL,
                    random.nextInt(40),
                    random.nextBoolean() ? 1 : Integer.MAX_VALUE,
                    random.nextBoolean() ? Set.of(Access.values()) : Set.of(oneOf(List.of(Access.values()))),
                    path -> !path.startsWith(directory.path.resolve("hot")));
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

    private void crash(boolean withoutIndex, boolean withoutPower) throws IOException {
        took(withoutPower ? "loss of power" : "crash");
        if (withoutIndex) {
            took("index deleted");
        }
        directory.crash(withoutPower, withoutIndex, this::closeLog);
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

    /** Forward, back, or frozen: by so much that it is not believed, or so little that it is. */
    private void clockFault() {
        boolean isLarge = random.nextBoolean();
        Duration time =
                isLarge ? Duration.ofMinutes(6 + random.nextInt(600_000)) : Duration.ofSeconds(1 + random.nextInt(120));
        int kind = random.nextInt(3);
        took(List.of("clock forward", "clock back", "clock frozen").get(kind) + (isLarge ? "" : " a little"));
        Duration mend = time;
        if (kind == 2) {
            clock.freeze(time);
        } else {
            Duration signed = kind == 0 ? time : time.negated();
            clock.step(signed);
            mend = signed.negated();
        }
        if (!isLarge) {
            append();
        } else if (history == null) {
            Event event = SampleEvents.random(random, "in a wrong time");
            assertThatThrownBy(() -> log.appender.append(AppendRequest.of(List.of(event))))
                    .isInstanceOf(ClockDepartedException.class);
            assertThatThrownBy(() -> log.migrator.migrate(clock.now(), MigrationListener.SILENT, true))
                    .isInstanceOf(ClockDepartedException.class);
        }
        clock.step(mend);
    }

    /** Whoever got no answer asks again; and somebody uses an id for something else. */
    private void retry() {
        int from = (int) Math.max(log.hot.firstPosition(), model.size() - 1 - random.nextInt(20));
        if (history != null || from >= model.size()) {
            return;
        }
        took("retry");
        List<RecordedEvent> again = List.copyOf(model.all().subList(from, model.size()));
        List<Appended> answers = log.appender.append(
                AppendRequest.of(again.stream().map(RecordedEvent::event).toList()));
        assertThat(answers).isEqualTo(again.stream().map(Model::again).toList());
        Event used = again.get(0).event();
        Event other = Event.json(used.id(), used.source(), used.subject().value(), used.type(), "{\"other\":true}");
        Event fresh = SampleEvents.random(random, "beside a conflict");
        assertThatThrownBy(() -> log.appender.append(AppendRequest.of(List.of(fresh, other))))
                .isInstanceOf(IdConflictException.class);
    }

    /** Loads history between the last event and now, or goes on with it; often not to the end. */
    private void load() throws IOException {
        History loading = history == null ? newHistory() : history;
        if (loading == null) {
            return;
        }
        took(history == null ? "load history" : "go on loading");
        int synced = model.size() - loading.base();
        // not closed where it crashes: what is not synced may be lost
        BackfillSession session = log.appender.backfill(loading.name());
        int row = loading.loaded(session);
        assertThat(row).isEqualTo(synced);
        int until = random.nextBoolean()
                ? loading.rows().size()
                : row + random.nextInt(loading.rows().size() - row);
        while (row < until) {
            List<Event> batch = loading.batch(row);
            long micros = loading.micros(row);
            row += batch.size();
            List<Appended> answers = session.append(batch, loading.progress(row));
            for (int i = 0; i < batch.size(); i++) {
                assertThat(answers.get(i).recordedAtMicros()).isEqualTo(micros);
                model.add(batch.get(i), answers.get(i));
            }
            if (random.nextInt(40) == 0) {
                crashWhileLoading(loading, synced);
                return;
            }
        }
        session.close();
        loaded(loading, row);
    }

    private @Nullable History newHistory() {
        long now = Micros.of(clock.now());
        long from = Micros.of(clock.now().minus(Duration.ofDays(20)));
        if (model.size() > 0) {
            from = Math.max(from, model.last().recordedAtMicros());
        }
        for (CatalogFile file : log.logCatalog.view().files()) {
            from = Math.max(from, file.partition().endMicros());
        }
        return from > now ? null : History.drawn(random, model.size(), from, now);
    }

    private void crashWhileLoading(History loading, int synced) throws IOException {
        took("crash while loading");
        int written = model.size() - loading.base();
        boolean withoutPower = random.nextBoolean();
        crash(random.nextInt(4) == 0, withoutPower);
        int left = (int) log.appender.head() - loading.base();
        assertThat(left).isBetween(withoutPower ? synced : written, written);
        model.cut(loading.base() + left);
        loaded(loading, left);
    }

    private void loaded(History loading, int rows) {
        history = rows > 0 && rows < loading.rows().size() ? loading : null;
    }

    private void giveUpLoading() {
        took("give up loading");
        assertThat(log.appender.abandonLoad()).isNotNull();
        history = null;
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
        assertThat(log.appender.unfinishedLoad() != null).isEqualTo(history != null);
        if (history != null) {
            long last = model.last().recordedAtMicros();
            assertThat(view.files())
                    .as("what a load has reached stays open")
                    .allMatch(file -> file.partition().endMicros() <= last);
        }
        chain.check(log.context, view, outage);
        int from = random.nextInt(model.size() + 1);
        int to = Math.min(model.size(), from + random.nextInt(200));
        checkReplay(ReplayRequest.all().withPositions(from, to), model.all().subList(from, to));
        if (model.size() > 0) {
            AggregateId subject = oneOf(model.all()).event().subject();
            checkReplay(ReplayRequest.all().withSubject(subject), model.of(subject));
        }
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
        while (history != null) {
            load();
        }
        clock.pass(Duration.ofDays(730));
        append();
        log.migrator.migrate(clock.now(), MigrationListener.SILENT, true);
        clock.pass(DAY);
        assertThat(log.migrator
                        .migrate(clock.now(), MigrationListener.SILENT, true)
                        .waiting())
                .isEmpty();
        log.migrator.sweepCold();
        check();
        checkReplay(ReplayRequest.all(), model.all());
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
        Path warm = directory.path.resolve("warm");
        if (!Files.exists(warm)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(warm)) {
            return files.toList();
        }
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void took(String step) {
        steps.merge(step, 1, Integer::sum);
    }

    private TestLog openLog() {
        return new TestLog(directory.path, cold, clock.believed(), Duration.ZERO, Durability.DISK);
    }

    private Replayer openReplayer() throws IOException {
        return new Replayer(
                log.context.sources(),
                new ReplayerConfig(READ_BUDGET, 1, directory.path.resolve("spill"), DAY, clock::nanoTime));
    }

    @Override
    public void close() {
        closeLog();
        directory.close();
    }

    private void closeLog() {
        replayer.close();
        log.close();
    }
}
