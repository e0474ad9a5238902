package io.varve.query.replay;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotEvent;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import io.varve.ingest.index.IndexedEvent;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.catalog.Move;
import io.varve.tiering.catalog.NewFile;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.EventFileSettings;
import io.varve.tiering.parquet.EventFileWriter;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.FileIdentity;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.SealedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A real log in three tiers, with partitions of a day, and beside it a plain list of all that was appended.
 *
 * <p>Moves are made step by step, in the order in which a migration makes them, but without its waits: a source is
 * removed at once.
 */
public final class TestLog implements AutoCloseable {

    public static final Duration LEASE = Duration.ofMinutes(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    public static final String NAME = "events";
    private static final UUID ID = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private final Path directory;
    private final EventFileSettings settings;
    private final Catalog catalogs;
    private final LogCatalog catalog;
    private final HotLog hot;
    private final EventIndex index;
    private final FaultyObjectStore cold;
    private final SealedFiles files;
    private final Map<AggregateId, Long> versions = new HashMap<>();
    private final List<RecordedEvent> model = new ArrayList<>();
    private ChainLink chain = ChainLink.start(ID);
    private int attempts;

    public TestLog(Path directory, int runEvents) {
        this.directory = directory;
        this.settings = new EventFileSettings(runEvents, 1 << 20, 16, 4 << 10, 1);
        this.catalogs = Catalog.open(CatalogConfig.embedded(directory));
        this.catalog = catalogs.create(
                new LogDefinition(NAME, ID, PartitionUnit.DAY, Duration.ofDays(30), Duration.ofDays(90)));
        this.hot = HotLog.open(new HotLogConfig(directory.resolve("hot"), CycleLength.DAY, 0));
        this.index = EventIndex.open(EventIndexConfig.defaults(directory.resolve("index")));
        index.startAt(0);
        this.cold = new FaultyObjectStore(new InMemoryObjectStore(() -> Instant.EPOCH));
        this.files = new SealedFiles(NAME, cold, directory.resolve("sidecars"), 2);
    }

    public LogSources sources() {
        return new LogSources(NAME, catalog::view, hot, index, hot::nextPosition, files);
    }

    /** The replayers' clock goes on. */
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    public ReplayerConfig config(long budgetBytes, int threads) {
        return new ReplayerConfig(budgetBytes, threads, directory.resolve("spill"), LEASE, nanos::get);
    }

    /** All that was appended, in log order. */
    public List<RecordedEvent> model() {
        return model;
    }

    public FaultyObjectStore cold() {
        return cold;
    }

    public HotLog hot() {
        return hot;
    }

    public List<CatalogFile> catalogFiles() {
        return catalog.view().files();
    }

    /** Appends the events as one batch. */
    @SuppressWarnings("NullAway") // a batch may have no progress; the annotation is lost in the class file
    public void append(long recordedAtMicros, List<Event> events) {
        long first = hot.nextPosition();
        List<HotEvent> batch = new ArrayList<>();
        List<IndexedEvent> indexed = new ArrayList<>();
        for (Event event : events) {
            long position = first + batch.size();
            long version = versions.merge(event.subject(), 0L, (before, zero) -> before + 1);
            byte[] content = EventCodec.encode(event);
            batch.add(new HotEvent(version, content));
            indexed.add(new IndexedEvent(
                    event.subject(),
                    position,
                    version,
                    recordedAtMicros,
                    EventCodec.idKey(event.source(), event.id()),
                    EventCodec.contentHash(content)));
            model.add(new RecordedEvent(position, version, recordedAtMicros, event));
        }
        hot.append(new HotBatch(first, recordedAtMicros, null, batch));
        hot.sync();
        indexed.forEach(index::add);
    }

    /** Seals the oldest partition that is only hot; the hot events stay. */
    public void seal() throws IOException {
        long from = catalog.view().sealedTo();
        Partition partition =
                Partition.of(PartitionUnit.DAY, model.get((int) from).recordedAtMicros());
        long to = from;
        while (to < model.size() && model.get((int) to).recordedAtMicros() < partition.endMicros()) {
            to++;
        }
        Path warm = Files.createDirectories(directory.resolve("warm"));
        SealedFile sealed;
        FileIdentity identity = new FileIdentity(NAME, ID, partition, attempt());
        try (EventFileWriter writer = new EventFileWriter(warm, identity, chain, settings);
                HotCursor events = hot.read(from, to)) {
            while (events.next()) {
                writer.add(events.position(), events.version(), events.recordedAtMicros(), events.content());
            }
            sealed = writer.finish();
        }
        FileFacts facts = sealed.facts();
        chain = facts.chain();
        index.flush();
        index.addFile(Sidecar.read(Files.readAllBytes(sealed.sidecar())).entries(), to);
        catalog.append(List.of(new NewFile(
                partition,
                sealed.path().toUri(),
                facts.firstPosition(),
                facts.lastPosition(),
                facts.events(),
                facts.bytes(),
                facts.minRecordedAtMicros(),
                facts.maxRecordedAtMicros(),
                facts.minTimeMicros(),
                facts.maxTimeMicros(),
                Map.of())));
    }

    /** Removes from the hot tier what is sealed. */
    public void releaseHot() {
        hot.release(catalog.view().sealedTo());
        index.forget(hot.firstPosition(), Long.MIN_VALUE);
    }

    /** Moves the file to the object store; the local one stays. */
    public void freeze(CatalogFile warm) throws IOException {
        Path file = Path.of(warm.location());
        Path sidecar = Path.of(file + EventFileName.SIDECAR_SUFFIX);
        String key = NAME + "/" + file.getFileName();
        byte[] sha256 = Sidecar.read(Files.readAllBytes(sidecar)).facts().sha256();
        cold.put(key, file, sha256, attempt());
        cold.put(
                key + EventFileName.SIDECAR_SUFFIX,
                sidecar,
                io.varve.ingest.event.Sha256.newDigest().digest(Files.readAllBytes(sidecar)),
                attempt());
        catalog.move(List.of(new Move(warm, cold.uri(key), Tier.COLD)));
    }

    /** Moves a cold file back to a local place of its own; the object stays. */
    public void thaw(CatalogFile frozen) throws IOException {
        String key = cold.key(frozen.location());
        Path place = Files.createDirectories(directory.resolve("thawed-" + attempt()));
        Path file = place.resolve(key.substring(key.lastIndexOf('/') + 1));
        cold.download(key, file);
        cold.download(key + EventFileName.SIDECAR_SUFFIX, Path.of(file + EventFileName.SIDECAR_SUFFIX));
        catalog.move(List.of(new Move(frozen, file.toUri(), Tier.WARM)));
    }

    /** Removes a local file, or an object, and its sidecar, whether anybody reads it or not. */
    public void remove(CatalogFile file) throws IOException {
        if (file.tier() == Tier.COLD) {
            cold.delete(cold.key(file.location()));
            cold.delete(cold.key(file.location()) + EventFileName.SIDECAR_SUFFIX);
        } else {
            Path path = Path.of(file.location());
            Files.delete(path);
            Files.delete(Path.of(path + EventFileName.SIDECAR_SUFFIX));
        }
    }

    /** Flips one bit in the middle of a local file's first run. */
    public void alter(CatalogFile warm) throws IOException {
        Path path = Path.of(warm.location());
        byte[] bytes = Files.readAllBytes(path);
        bytes[200] ^= 1;
        Path altered = path.resolveSibling("altered");
        Files.write(altered, bytes);
        Files.move(altered, path, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Cuts a local file to half its length. */
    public void truncate(CatalogFile warm) throws IOException {
        Path path = Path.of(warm.location());
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }

    private String attempt() {
        return String.format(java.util.Locale.ROOT, "%032x", ++attempts);
    }

    public static long day(int number) {
        return Micros.of(Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(number)));
    }

    @Override
    public void close() {
        files.close();
        index.close();
        hot.close();
        catalogs.close();
        cold.close();
    }
}
