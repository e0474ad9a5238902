package io.varve.bench;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Micros;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.catalog.Move;
import io.varve.tiering.catalog.NewFile;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.ChainLink;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A log of sealed daily partitions with nothing hot, made without its hot tier: so a year of it takes little time. */
final class DailyPartitions implements AutoCloseable {

    private static final String NAME = "bench";
    private static final UUID ID = new UUID(1, 2);
    private static final long DAY_MICROS = 86_400_000_000L;

    private final Path warm;
    private final Catalog catalogs;
    private final LogCatalog catalog;
    private final HotLog hot;
    private final EventIndex index;
    private final Map<String, Long> versions = new HashMap<>();

    /** @param aggregates events are of any of these, all alike */
    DailyPartitions(Path directory, int days, int eventsADay, int aggregates) throws IOException {
        this.warm = Files.createDirectories(directory.resolve("warm"));
        this.catalogs = Catalog.open(CatalogConfig.embedded(directory));
        this.catalog = catalogs.create(
                new LogDefinition(NAME, ID, PartitionUnit.DAY, Duration.ofDays(30), Duration.ofDays(90)));
        this.hot = HotLog.open(new HotLogConfig(directory.resolve("hot"), CycleLength.DAY, 0));
        this.index = EventIndex.open(EventIndexConfig.defaults(directory.resolve("index")));
        index.startAt(0);
        long first = Micros.of(Instant.parse("2025-01-01T00:00:00Z"));
        BankEvents source = new BankEvents(7, aggregates, first);
        ChainLink chain = ChainLink.start(ID);
        List<NewFile> files = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            long from = (long) day * eventsADay;
            FileFacts facts = seal(source, first + day * DAY_MICROS, from, eventsADay, chain, files);
            chain = facts.chain();
        }
        index.flush();
        catalog.append(files);
    }

    private FileFacts seal(
            BankEvents source, long startMicros, long from, int events, ChainLink chain, List<NewFile> files)
            throws IOException {
        Partition partition = Partition.of(PartitionUnit.DAY, startMicros);
        FileIdentity identity = new FileIdentity(NAME, ID, partition, new UUID(3, from).toString());
        SealedFile sealed;
        try (EventFileWriter writer = new EventFileWriter(warm, identity, chain, EventFileSettings.defaults())) {
            for (int i = 0; i < events; i++) {
                long micros = startMicros + i * (DAY_MICROS / events);
                Event event = source.at(micros);
                long version = versions.merge(event.subject().value(), 1L, Long::sum) - 1;
                writer.add(from + i, version, micros, EventCodec.encode(event));
            }
            sealed = writer.finish();
        }
        FileFacts facts = sealed.facts();
        index.addFile(Sidecar.read(sealed.sidecar()).entries(), from + events);
        files.add(new NewFile(
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
                Map.of()));
        return facts;
    }

    Path warm() {
        return warm;
    }

    /** From now on all files are cold: the same ones, in a store over their directory. */
    void freeze(ObjectStore store) {
        List<Move> moves = new ArrayList<>();
        for (CatalogFile file : catalog.view().files()) {
            Path path = Path.of(file.location());
            moves.add(new Move(file, store.uri(path.getFileName().toString()), Tier.COLD));
        }
        catalog.move(moves);
    }

    LogSources sources(SealedFiles files) {
        long head = catalog.view().sealedTo();
        return new LogSources(NAME, catalog::view, hot, index, () -> head, files);
    }

    @Override
    public void close() {
        index.close();
        hot.close();
        catalogs.close();
    }
}
