package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.index.FileEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes of version 1 that were written once and lie under resources: they must read for ever. A file written now may
 * differ from the stored one in what the libraries put in (their name, their compression), never in what it says.
 */
class StoredFormatTest {

    private static final String FILE = "2026-01-31_0000000009000000000_0000000009000000006_v1_"
            + "324fa7e79d54941fb7ace066f286b89380aa5db4460046b4ccd780accdf78db5.parquet";

    @TempDir
    Path directory;

    @Test
    void theStoredFileGivesItsEvents() throws IOException {
        Sidecar sidecar = Sidecar.read(FILE, stored(FILE + EventFileName.SIDECAR_SUFFIX));
        try (EventFileReader reader = EventFileReader.open(new MemorySource("mem://" + FILE, stored(FILE)), sidecar)) {
            List<RecordedEvent> events = new ArrayList<>();
            for (int run = 0; run < reader.runs(); run++) {
                RunEvents all = reader.readRun(run);
                for (int i = 0; i < all.size(); i++) {
                    events.add(all.event(i));
                }
            }
            assertThat(events).isEqualTo(VersionOneEvents.EVENTS);
            assertThat(reader.digest()).isEqualTo(sidecar.facts().digest());
            for (Iterator<FileEntry> entries = sidecar.entries(); entries.hasNext(); ) {
                FileEntry entry = entries.next();
                assertThat(reader.readRows(entry.runFirstPosition(), entry.firstRow(), entry.count()))
                        .isEqualTo(rows(entry));
            }
        }
    }

    @Test
    void theStoredSidecarSaysWhatItSaid() throws IOException {
        Sidecar sidecar = Sidecar.read(FILE, stored(FILE + EventFileName.SIDECAR_SUFFIX));
        FileFacts facts = sidecar.facts();
        assertThat(sidecar.identity()).isEqualTo(VersionOneEvents.IDENTITY);
        assertThat(facts.fileName()).isEqualTo(FILE);
        assertThat(HexFormat.of().formatHex(facts.digest()))
                .isEqualTo("c541265f1bf4f38bcbb3840571b8020d948badd0176db95d722425c36839a69e");
        assertThat(facts.previous()).isEqualTo(ChainLink.start(VersionOneEvents.LOG_ID));
        assertThat(facts.chain().hex()).isEqualTo("d3575da89fd0c25f6297c8be4d3ad47f6a82396230b4c10fda9176f5e10da1c6");
        assertThat(facts.progress()).containsOnlyKeys("import");
        assertThat(facts.progress().get("import")).asString().isEqualTo("row 17");
        assertThat(sidecar.runs()).extracting(Run::events).containsExactly(4, 3);
        List<String> entries = new ArrayList<>();
        sidecar.entries()
                .forEachRemaining(entry -> entries.add(entry.aggregate().value() + " " + entry.firstVersion() + " "
                        + entry.runFirstPosition() + " " + entry.firstRow() + " " + entry.count()));
        assertThat(entries)
                .containsExactly(
                        "account-1 0 9000000000 0 1",
                        "account-1 1 9000000004 0 2",
                        "account-2 300 9000000000 1 2",
                        "account-2 302 9000000004 2 1",
                        "ĳssel-\uD83D\uDE00 0 9000000000 3 1");
    }

    @Test
    void theStoredSidecarIsMadeAgainFromTheStoredFile() throws IOException {
        Path again = SidecarRebuild.rebuild(new MemorySource("mem://" + FILE, stored(FILE)), directory);
        assertThat(Sidecar.read(again).facts())
                .usingRecursiveComparison()
                .isEqualTo(Sidecar.read(stored(FILE + EventFileName.SIDECAR_SUFFIX))
                        .facts());
    }

    @Test
    void theSameEventsHaveTheSameDigestInAFileWrittenNow() throws IOException {
        SealedFile now = write();
        FileFacts then =
                Sidecar.read(stored(FILE + EventFileName.SIDECAR_SUFFIX)).facts();
        assertThat(now.facts().digest()).isEqualTo(then.digest());
        assertThat(now.facts().chain()).isEqualTo(then.chain());
        assertThat(now.facts().rawBytes()).isEqualTo(then.rawBytes());
    }

    @Test
    void aSidecarOfFixedContentHasTheStoredBytes() throws IOException {
        byte[] bytes = fixedSidecar();
        String hex = new String(stored("sidecar-v1.hex"), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
        Sidecar.read(HexFormat.of().parseHex(hex));
    }

    private SealedFile write() throws IOException {
        try (EventFileWriter writer = new EventFileWriter(
                directory,
                VersionOneEvents.IDENTITY,
                ChainLink.start(VersionOneEvents.LOG_ID),
                VersionOneEvents.SETTINGS)) {
            for (RecordedEvent event : VersionOneEvents.EVENTS) {
                writer.add(
                        event.position(), event.version(), event.recordedAtMicros(), EventCodec.encode(event.event()));
            }
            writer.putProgress("import", "row 17".getBytes(StandardCharsets.UTF_8));
            return writer.finish();
        }
    }

    /** Nothing in it comes from a Parquet file, so that no library but that of the compression has a hand in it. */
    private byte[] fixedSidecar() throws IOException {
        EventFileName name = new EventFileName(VersionOneEvents.DAY, 7, 11, "v1", "5a".repeat(32));
        byte[] digest = name.sha256().clone();
        ChainLink previous = ChainLink.start(VersionOneEvents.LOG_ID);
        long start = VersionOneEvents.DAY.startMicros();
        FileFacts facts = new FileFacts(
                name.format(),
                name.partition(),
                7,
                11,
                5,
                1_000,
                9_000,
                name.sha256(),
                digest,
                previous,
                previous.next(7, 11, digest),
                start + 1,
                start + 3,
                -5L,
                1L << 50,
                Map.of("b", new byte[] {1, 2}, "a", new byte[0]));
        try (SidecarWriter writer = new SidecarWriter(directory, "x")) {
            writer.addRun(
                    new Run(7, 4, 800, start + 1, start + 2, 4, 6_000),
                    List.of(aggregate("account-1", 0, 1), aggregate("account-20", 300, 3)));
            writer.addRun(
                    new Run(11, 1, 200, start + 3, start + 3, 6_004, 2_000), List.of(aggregate("ü", 1L << 40, 1)));
            KeptBlocks kept = new KeptBlocks(List.of(
                    new KeptBlocks.Range(1, new byte[] {10, 11, 12}), new KeptBlocks.Range(2, new byte[] {13})));
            return Files.readAllBytes(
                    writer.finish(VersionOneEvents.IDENTITY, facts, new int[] {1, -1, 0x01020304}, kept));
        }
    }

    private static AggregateRows aggregate(String id, long firstVersion, int count) {
        return new AggregateRows(id.getBytes(StandardCharsets.UTF_8), firstVersion, count);
    }

    private static List<RecordedEvent> rows(FileEntry entry) {
        return VersionOneEvents.EVENTS.stream()
                .filter(event -> event.event().subject().equals(entry.aggregate())
                        && event.version() >= entry.firstVersion()
                        && event.version() < entry.firstVersion() + entry.count())
                .toList();
    }

    private static byte[] stored(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(StoredFormatTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
