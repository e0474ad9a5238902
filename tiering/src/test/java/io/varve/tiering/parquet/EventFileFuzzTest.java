package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.Sha256;
import io.varve.ingest.index.FileEntry;
import io.varve.tiering.damage.Damage;
import io.varve.tiering.damage.Fuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged Parquet files: as they are found on a disk, and with checksums and names that match what is wrong. */
@Timeout(1_800)
class EventFileFuzzTest {

    @TempDir
    Path directory;

    private final LoggedEvents log = LoggedEvents.random(new Random(22), 300);
    private SealedFile file;
    private Sidecar sidecar;
    private byte[] bytes;

    @BeforeEach
    void write() throws IOException {
        file = log.write(directory, "a1", LoggedEvents.small(120, 40));
        sidecar = Sidecar.read(file.sidecar());
        bytes = Files.readAllBytes(file.path());
    }

    @Test
    void aDamagedFileGivesItsEventsOrAnError() {
        damagedFile(30);
    }

    @Test
    @Tag("soak")
    void aDamagedFileGivesItsEventsOrAnErrorInManyRounds() {
        damagedFile(20_000);
    }

    private void damagedFile(int rounds) {
        Fuzz.rounds("damaged event files", rounds, random -> {
            MemorySource source =
                    named(random.nextInt(4) == 0 ? new Damage(random).of(bytes) : new Damage(random).inPlace(bytes));
            Fuzz.bounded(() -> {
                try (EventFileReader reader = random.nextBoolean()
                        ? EventFileReader.open(source, sidecar)
                        : EventFileReader.openUnread(source, sidecar)) {
                    requireRows(reader, random);
                    assertThat(events(reader)).isEqualTo(log.events);
                } catch (DamagedFileException e) {
                    assertThat(e).hasMessageStartingWith(source.location());
                }
                return 0;
            });
        });
    }

    @Test
    void aFileThatMatchesItsChecksumsIsReadRightOrSeenByItsDigest() {
        matchingFile(30);
    }

    @Test
    @Tag("soak")
    void aFileThatMatchesItsChecksumsIsReadRightOrSeenByItsDigestInManyRounds() {
        matchingFile(20_000);
    }

    /** What {@code verify} compares is the digest: where it is right, so are all events. */
    private void matchingFile(int rounds) {
        Fuzz.rounds("event files with matching checksums", rounds, random -> {
            byte[] damaged = damagedInside(random);
            MemorySource source = named(damaged);
            Fuzz.bounded(() -> {
                try (EventFileReader reader = EventFileReader.open(source, matching(damaged))) {
                    boolean isRight =
                            Arrays.equals(reader.digest(), file.facts().digest());
                    List<RecordedEvent> events = events(reader);
                    assertThat(isRight && !events.equals(log.events)).isFalse();
                } catch (DamagedFileException e) {
                    assertThat(e).hasMessageStartingWith(source.location());
                }
                return 0;
            });
        });
    }

    @Test
    void noSidecarIsMadeOfAFileThatMatchesItsNameAndIsWrong() {
        matchingName(20);
    }

    @Test
    @Tag("soak")
    void noSidecarIsMadeOfAFileThatMatchesItsNameAndIsWrongInManyRounds() {
        matchingName(10_000);
    }

    private void matchingName(int rounds) {
        Fuzz.rounds("event files with matching names", rounds, random -> {
            byte[] damaged = damagedInside(random);
            EventFileName name = EventFileName.parse(file.facts().fileName());
            String other = new EventFileName(
                            name.partition(),
                            name.firstPosition(),
                            name.lastPosition(),
                            name.attempt(),
                            HexFormat.of().formatHex(Sha256.newDigest().digest(damaged)))
                    .format();
            MemorySource source = new MemorySource("mem://bucket/" + other, damaged);
            Fuzz.bounded(() -> {
                try {
                    Path made = SidecarRebuild.rebuild(source, directory.resolve("made"));
                    assertThat(Sidecar.read(made).facts().digest())
                            .isEqualTo(file.facts().digest());
                    Files.delete(made);
                } catch (DamagedFileException e) {
                    assertThat(e).hasMessageStartingWith(source.location());
                }
                return 0;
            });
        });
    }

    /** Mostly in the footer and the indexes, which no checksum of Parquet covers. */
    private byte[] damagedInside(Random random) {
        int footer =
                ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
        int from = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> (int) sidecar.kept().ranges().get(0).offset();
            default -> bytes.length - 8 - footer;
        };
        return new Damage(random).inPlace(bytes, from, bytes.length);
    }

    private Sidecar matching(byte[] damaged) {
        BlockChecksums checksums = new BlockChecksums();
        checksums.add(damaged, 0, damaged.length);
        List<KeptBlocks.Range> ranges = new ArrayList<>();
        for (KeptBlocks.Range range : sidecar.kept().ranges()) {
            byte[] copy = Arrays.copyOfRange(damaged, (int) range.offset(), (int) range.end());
            ranges.add(new KeptBlocks.Range(range.firstBlock(), copy));
        }
        return SidecarParts.of(sidecar.bytes()).with(checksums.finish(), new KeptBlocks(ranges));
    }

    private MemorySource named(byte[] damaged) {
        return new MemorySource("mem://bucket/" + file.facts().fileName(), damaged);
    }

    private void requireRows(EventFileReader reader, Random random) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        sidecar.entries().forEachRemaining(entries::add);
        FileEntry entry = entries.get(random.nextInt(entries.size()));
        assertThat(reader.readRows(entry.runFirstPosition(), entry.firstRow(), entry.count()))
                .allMatch(row -> row.equals(log.events.get((int) (row.position() - LoggedEvents.FIRST))));
    }

    private static List<RecordedEvent> events(EventFileReader reader) throws IOException {
        List<RecordedEvent> all = new ArrayList<>();
        for (int run = 0; run < reader.runs(); run++) {
            RunEvents events = reader.readRun(run);
            for (int i = 0; i < events.size(); i++) {
                all.add(events.event(i));
            }
        }
        return all;
    }
}
