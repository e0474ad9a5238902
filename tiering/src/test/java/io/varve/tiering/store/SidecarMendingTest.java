package io.varve.tiering.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.Sha256;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.S3ObjectStore;
import io.varve.tiering.cold.S3ProxyFixture;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.EventFileSettings;
import io.varve.tiering.parquet.EventFileWriter;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.FileIdentity;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.parquet.UnknownVersionException;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sidecar is derived: lost or damaged in any of its places, it is made again, and the file itself is not trusted
 * less.
 */
class SidecarMendingTest {

    private static final Partition DAY = Partition.parse("2026-01-31");
    private static final int EVENTS = 3_000;
    private static final String KEY = "events/2026-01-31/a1/";

    @TempDir
    Path directory;

    private final InMemoryObjectStore memory = new InMemoryObjectStore(new FakeClock("2026-02-01T00:00:00Z"));
    private SealedFile sealed;
    private byte[] original;

    @BeforeEach
    void write() throws IOException {
        UUID logId = new UUID(1, 2);
        Path warm = Files.createDirectories(directory.resolve("warm"));
        FileIdentity identity = new FileIdentity("events", logId, DAY, "a1");
        EventFileSettings settings = new EventFileSettings(1_000, 1 << 20, 100, 1 << 20, 3);
        try (EventFileWriter writer = new EventFileWriter(warm, identity, ChainLink.start(logId), settings)) {
            for (int i = 0; i < EVENTS; i++) {
                Event event = new Event(
                        "id-" + i,
                        "/test",
                        new AggregateId("account-" + i % 700),
                        "t",
                        null,
                        null,
                        null,
                        Payload.ofText("{\"n\":" + i + "}"),
                        new TreeMap<>());
                writer.add(i, i / 700, DAY.startMicros() + i, EventCodec.encode(event));
            }
            sealed = writer.finish();
        }
        original = Files.readAllBytes(sealed.sidecar());
        assertThat(original.length).isGreaterThan(5_000);
    }

    @Test
    void aMissingSidecarOfAWarmFileIsMadeAgain() throws IOException {
        Files.delete(sealed.sidecar());
        readsAll(memory, file(Tier.WARM, sealed.path().toUri()));
        assertThat(sealed.sidecar()).hasBinaryContent(original);
        assertNothingElse(directory.resolve("warm"), 2);
    }

    @Test
    void aDamagedSidecarOfAWarmFileIsMadeAgainInHeadAndSections() throws IOException {
        for (int at : new int[] {0, 9, 40, original.length / 2, original.length - 1}) {
            flip(sealed.sidecar(), at);
            readsAll(memory, file(Tier.WARM, sealed.path().toUri()));
            assertThat(sealed.sidecar()).hasBinaryContent(original);
        }
        Files.write(sealed.sidecar(), new byte[0]);
        readsAll(memory, file(Tier.WARM, sealed.path().toUri()));
        assertThat(sealed.sidecar()).hasBinaryContent(original);
    }

    @Test
    void partsThatAKilledRebuildLeftAreNotInItsWay() throws IOException {
        Files.delete(sealed.sidecar());
        Files.write(sealed.sidecar().resolveSibling("a1.entries.part"), new byte[3]);
        Files.write(sealed.sidecar().resolveSibling("a1.sidecar.part"), new byte[3]);
        readsAll(memory, file(Tier.WARM, sealed.path().toUri()));
        assertThat(sealed.sidecar()).hasBinaryContent(original);
    }

    @Test
    void aGoodSidecarIsNotTouched() throws IOException {
        var before = Files.readAttributes(sealed.sidecar(), java.nio.file.attribute.BasicFileAttributes.class);
        readsAll(memory, file(Tier.WARM, sealed.path().toUri()));
        var after = Files.readAttributes(sealed.sidecar(), java.nio.file.attribute.BasicFileAttributes.class);
        assertThat(after.fileKey()).isEqualTo(before.fileKey());
        assertThat(after.lastModifiedTime()).isEqualTo(before.lastModifiedTime());
    }

    @Test
    void aSidecarOfANewerVersionIsLeftAlone() throws IOException {
        byte[] newer = original.clone();
        ByteBuffer head = ByteBuffer.wrap(newer).putInt(8, 2);
        int checked = 16 + head.getInt(12);
        CRC32C crc = new CRC32C();
        crc.update(newer, 0, checked);
        head.putInt(checked, (int) crc.getValue());
        Files.write(sealed.sidecar(), newer);
        CatalogFile file = file(Tier.WARM, sealed.path().toUri());
        try (SealedFiles files = files(memory)) {
            assertThatThrownBy(() -> files.open(file))
                    .isInstanceOf(SealedFileException.class)
                    .hasCauseInstanceOf(UnknownVersionException.class)
                    .hasMessageContaining("version 2");
            assertThatThrownBy(() -> files.facts(file)).hasMessageContaining("version 2");
        }
        assertThat(sealed.sidecar()).hasBinaryContent(newer);
    }

    @Test
    void withoutItsFileASidecarIsNotMade() throws IOException {
        CatalogFile file = file(Tier.WARM, sealed.path().toUri());
        Files.delete(sealed.sidecar());
        flip(sealed.path(), 5_000);
        assertNamed(memory, file, SealedFileException.Problem.DAMAGED);
        Files.delete(sealed.path());
        assertNamed(memory, file, SealedFileException.Problem.MISSING);
        assertNothingElse(directory.resolve("warm"), 0);
    }

    @Test
    void aColdFileIsReadWhereverItsSidecarWasLost() throws IOException {
        coldStory(memory);
    }

    @Test
    void aColdFileIsReadWhereverItsSidecarWasLostOnS3() throws IOException {
        try (S3ProxyFixture server = S3ProxyFixture.start(directory.resolve("s3"));
                ObjectStore s3 = new S3ObjectStore(server.config())) {
            coldStory(s3);
        }
    }

    @Test
    void withoutItsObjectASidecarIsNotMade() throws IOException {
        CatalogFile file = upload(memory);
        memory.delete(sidecarKey());
        memory.delete(fileKey());
        assertNamed(memory, file, SealedFileException.Problem.MISSING);
        flip(sealed.path(), 5_000);
        memory.put(fileKey(), sealed.path(), sha256(sealed.path()), "a2");
        assertNamed(memory, file, SealedFileException.Problem.DAMAGED);
        assertThat(cached()).doesNotExist();
    }

    @Test
    void factsNeedTheHeadAlone() throws IOException {
        CatalogFile warm = file(Tier.WARM, sealed.path().toUri());
        CatalogFile cold = upload(memory);
        flip(sealed.sidecar(), original.length - 1);
        byte[] damaged = Files.readAllBytes(sealed.sidecar());
        try (SealedFiles files = files(memory)) {
            assertThat(files.facts(warm)).usingRecursiveComparison().isEqualTo(sealed.facts());
            assertThat(sealed.sidecar()).hasBinaryContent(damaged);
            assertThat(files.facts(cold)).usingRecursiveComparison().isEqualTo(sealed.facts());
            assertThat(cached()).doesNotExist();
            Files.delete(sealed.sidecar());
            assertThat(files.facts(warm)).usingRecursiveComparison().isEqualTo(sealed.facts());
            memory.delete(sidecarKey());
            assertThat(files.facts(cold)).usingRecursiveComparison().isEqualTo(sealed.facts());
        }
    }

    private void coldStory(ObjectStore store) throws IOException {
        CatalogFile file = upload(store);
        readsAll(store, file);
        assertThat(cached()).hasBinaryContent(original);

        flip(cached(), original.length - 1);
        readsAll(store, file);
        assertThat(cached()).hasBinaryContent(original);

        store.delete(sidecarKey());
        readsAll(store, file); // the copy still serves
        flip(cached(), 100);
        readsAll(store, file);
        assertThat(cached()).hasBinaryContent(original);

        Path damaged = Files.write(directory.resolve("damaged"), new byte[100]);
        store.put(sidecarKey(), damaged, sha256(damaged), "a3");
        Files.delete(cached());
        readsAll(store, file);
        assertThat(cached()).hasBinaryContent(original);
        assertNothingElse(directory.resolve("sidecars"), 2); // the copy, and the place for downloads
        assertNothingElse(directory.resolve("sidecars/rebuild"), 0);
    }

    private void readsAll(ObjectStore store, CatalogFile file) throws IOException {
        try (SealedFiles files = files(store);
                OpenFile open = files.open(file)) {
            assertThat(open.reader().digest()).isEqualTo(sealed.facts().digest());
        }
    }

    private void assertNamed(ObjectStore store, CatalogFile file, SealedFileException.Problem problem) {
        try (SealedFiles files = files(store)) {
            assertThatThrownBy(() -> files.sidecar(file))
                    .isInstanceOfSatisfying(
                            SealedFileException.class,
                            e -> assertThat(e.problem()).isEqualTo(problem))
                    .hasMessageContaining(
                            "log 'events', partition 2026-01-31 (" + file.tier() + ") at " + file.location());
        }
    }

    private SealedFiles files(ObjectStore store) {
        return new SealedFiles("events", store, directory.resolve("sidecars"), 0);
    }

    private CatalogFile upload(ObjectStore store) throws IOException {
        store.put(fileKey(), sealed.path(), sealed.facts().sha256(), "a1");
        store.put(sidecarKey(), sealed.sidecar(), sha256(sealed.sidecar()), "a1");
        return file(Tier.COLD, store.uri(fileKey()));
    }

    private CatalogFile file(Tier tier, URI location) {
        FileFacts facts = sealed.facts();
        return new CatalogFile(
                DAY,
                tier,
                location,
                facts.firstPosition(),
                facts.lastPosition(),
                facts.events(),
                facts.bytes(),
                facts.minRecordedAtMicros(),
                facts.maxRecordedAtMicros(),
                facts.minTimeMicros(),
                facts.maxTimeMicros());
    }

    private String fileKey() {
        return KEY + sealed.path().getFileName();
    }

    private String sidecarKey() {
        return KEY + sealed.sidecar().getFileName();
    }

    private Path cached() {
        return directory.resolve("sidecars").resolve(sealed.sidecar().getFileName());
    }

    private static byte[] sha256(Path path) throws IOException {
        return Sha256.newDigest().digest(Files.readAllBytes(path));
    }

    private static void flip(Path path, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        bytes[at] ^= 1;
        Files.write(path, bytes);
    }

    private static void assertNothingElse(Path directory, int files) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).hasSize(files);
        }
    }
}
