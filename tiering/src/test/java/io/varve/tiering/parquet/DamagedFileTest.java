package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.index.FileEntry;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedFileTest {

    @TempDir
    Path directory;

    private final LoggedEvents log = LoggedEvents.random(new Random(11), 400);
    private SealedFile file;
    private Sidecar sidecar;

    @BeforeEach
    void write() throws IOException {
        file = log.write(directory, "a1", LoggedEvents.small(150, 40));
        sidecar = EventFileRoundTripTest.sidecar(file);
    }

    @Test
    void aFlippedByteNeverGivesOtherEvents() throws IOException {
        long seed = Long.getLong("varve.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("flipped bytes from -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        byte[] bytes = Files.readAllBytes(file.path());
        List<FileEntry> entries = new ArrayList<>();
        sidecar.entries().forEachRemaining(entries::add);
        int found = 0;
        int flips = 0;
        for (int at = 0; at < bytes.length; at += 1 + random.nextInt(60)) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            FileEntry entry = entries.get(random.nextInt(entries.size()));
            found += readsDamage(flipped, entry) ? 1 : 0;
            flips++;
        }
        // What only other engines use, bloom filters and column indexes, is not read here: `verify` reads every byte.
        assertThat(found).isGreaterThan(flips / 2);
    }

    private boolean readsDamage(byte[] bytes, FileEntry entry) throws IOException {
        MemorySource source = new MemorySource("mem://bucket/" + file.facts().fileName(), bytes);
        try (EventFileReader reader = EventFileReader.open(source, sidecar)) {
            List<RecordedEvent> rows = reader.readRows(entry.runFirstPosition(), entry.firstRow(), entry.count());
            assertThat(rows).allMatch(row -> row.equals(log.events.get((int) (row.position() - LoggedEvents.FIRST))));
            for (int run = 0; run < reader.runs(); run++) {
                RunEvents events = reader.readRun(run);
                for (int i = 0; i < events.size(); i++) {
                    RecordedEvent event = events.event(i);
                    assertThat(event).isEqualTo(log.events.get((int) (event.position() - LoggedEvents.FIRST)));
                }
            }
            return false;
        } catch (DamagedFileException e) {
            assertThat(e).hasMessageContaining(source.location());
            return true;
        }
    }

    @Test
    void aFlippedByteOfAPageIsNamedByItsBlock() throws IOException {
        MemorySource source = MemorySource.of(file.path());
        int at = (int) sidecar.runs().get(1).offset() + 100;
        source.bytes[at] ^= 1;
        try (EventFileReader reader = EventFileReader.open(source, sidecar)) {
            assertThatThrownBy(() -> reader.readRun(1))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessage(source.location() + ": block at offset " + at / 4_096 * 4_096
                            + " does not match its checksum");
        }
    }

    /** Blocks that match a sidecar made from damaged bytes still hold pages whose own checksums do not match. */
    @Test
    void aPageIsCheckedByItsOwnChecksumToo() throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        bytes[(int) sidecar.runs().get(0).offset() + 200] ^= 1;
        BlockChecksums checksums = new BlockChecksums();
        checksums.add(bytes, 0, bytes.length);
        CheckedFile checked =
                new CheckedFile(new MemorySource("mem://b/f", bytes), bytes.length, checksums.finish(), sidecar.kept());
        try (EventFileReader reader = new EventFileReader(
                new MemorySource("mem://b/f", bytes), checked, PageSource.readFooter(checked), sidecar.runs())) {
            assertThatThrownBy(() -> reader.readRun(0))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("mem://b/f")
                    .hasStackTraceContaining("has a page that does not match its checksum");
        }
    }

    @Test
    void everyFlippedByteOfASidecarIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(file.sidecar());
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assertThatThrownBy(() -> Sidecar.read("mem://s", flipped))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageStartingWith("mem://s");
        }
    }

    @Test
    void aShortenedSidecarIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(file.sidecar());
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] shortened = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Sidecar.read(shortened)).isInstanceOf(DamagedFileException.class);
        }
        assertThatThrownBy(() -> Sidecar.read(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(DamagedFileException.class);
    }

    @Test
    void factsAreReadFromTheHeadAlone() throws IOException {
        byte[] bytes = Files.readAllBytes(file.sidecar());
        int head = (int) SidecarHead.length("mem://s", ByteBuffer.wrap(bytes));
        assertThat(head).isLessThan(Sidecar.HEAD_BYTES);
        assertThat(Sidecar.readFacts("mem://s", Arrays.copyOf(bytes, head)))
                .usingRecursiveComparison()
                .isEqualTo(file.facts());
        assertThatThrownBy(() -> Sidecar.readFacts("mem://s", Arrays.copyOf(bytes, head - 1)))
                .isInstanceOf(DamagedFileException.class);
    }

    @Test
    void aTruncatedFileIsNotOpened() throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        for (int length : new int[] {0, 4, bytes.length / 2, bytes.length - 1}) {
            MemorySource source =
                    new MemorySource("mem://bucket/" + file.facts().fileName(), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> EventFileReader.open(source, sidecar))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("has " + length + " bytes, must have " + bytes.length);
            assertThat(source.closed).isTrue();
        }
    }

    @Test
    void aFileTruncatedWhileItIsOpenIsDamaged() throws IOException {
        try (EventFileReader reader = EventFileReader.open(LocalByteSource.open(file.path()), sidecar)) {
            Files.write(file.path(), Arrays.copyOf(Files.readAllBytes(file.path()), 1_000));
            assertThatThrownBy(() -> reader.readRun(2))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("ends before its length");
        }
    }

    @Test
    void aDeletedFileIsMissingAndAnOpenOneReadsOn() throws IOException {
        try (EventFileReader reader = EventFileReader.open(LocalByteSource.open(file.path()), sidecar)) {
            Files.delete(file.path());
            assertThat(reader.digest()).isEqualTo(file.facts().digest());
        }
        assertThatThrownBy(() -> LocalByteSource.open(file.path())).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aSourceThatFailsIsNotDamage() throws IOException {
        MemorySource source = MemorySource.of(file.path());
        try (EventFileReader reader = EventFileReader.open(source, sidecar)) {
            source.failing = true;
            assertThatThrownBy(() -> reader.readRun(0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("unreachable");
            assertThatThrownBy(() -> reader.readRows(LoggedEvents.FIRST, 0, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("unreachable");
            source.failing = false;
            assertThat(reader.digest()).isEqualTo(file.facts().digest());
        }
    }

    @Test
    void theSidecarOfAnotherFileIsNamed() throws IOException {
        SealedFile other = log.write(directory, "a2", LoggedEvents.small(150, 40));
        assertThatThrownBy(
                        () -> EventFileReader.open(MemorySource.of(file.path()), EventFileRoundTripTest.sidecar(other)))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("the sidecar is that of " + other.facts().fileName());
    }

    @Test
    void aFileUnderTheNameOfAnotherIsNamed() throws IOException {
        LoggedEvents others = LoggedEvents.random(new Random(12), 500);
        SealedFile other = others.write(directory.resolve("other"), "a1", LoggedEvents.small(150, 40));
        MemorySource swapped =
                new MemorySource("mem://bucket/" + file.facts().fileName(), Files.readAllBytes(other.path()));
        assertThatThrownBy(() -> EventFileReader.open(swapped, sidecar))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("positions 1000 to 1499 of log events");
        byte[] sameLength = Arrays.copyOf(
                Files.readAllBytes(file.path()), (int) file.facts().bytes());
        byte[] otherBytes = Files.readAllBytes(other.path());
        int shared = Math.min(sameLength.length, otherBytes.length);
        System.arraycopy(otherBytes, otherBytes.length - shared, sameLength, sameLength.length - shared, shared);
        MemorySource spliced = new MemorySource("mem://bucket/" + file.facts().fileName(), sameLength);
        assertThatThrownBy(() -> EventFileReader.open(spliced, sidecar))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("has the bytes of another file: they are of partition 2026-01-31");
    }

    @Test
    void aSidecarIsNotMadeFromAFileThatIsNotTheOneOfItsName() throws IOException {
        MemorySource source = MemorySource.of(file.path());
        source.bytes[source.bytes.length / 2] ^= 1;
        assertThatThrownBy(() -> SidecarRebuild.rebuild(source, directory.resolve("again")))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("SHA-256");
        assertThatThrownBy(() -> SidecarRebuild.rebuild(new MemorySource("mem://b/x.parquet", new byte[9]), directory))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("name");
    }
}
