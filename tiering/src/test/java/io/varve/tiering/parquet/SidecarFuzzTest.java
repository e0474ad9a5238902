package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.index.FileEntry;
import io.varve.tiering.damage.Damage;
import io.varve.tiering.damage.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged sidecars: as they are found on a disk, and with checksums that match what is wrong. */
@Timeout(600)
class SidecarFuzzTest {

    private static final String LOCATION = "mem://bucket/s.sidecar";

    @TempDir
    Path directory;

    private final LoggedEvents log = LoggedEvents.random(new Random(21), 300);
    private SealedFile file;
    private byte[] bytes;
    private byte[] parquet;

    @BeforeEach
    void write() throws IOException {
        file = log.write(directory, "a1", LoggedEvents.small(120, 40));
        bytes = Files.readAllBytes(file.sidecar());
        parquet = Files.readAllBytes(file.path());
    }

    @Test
    void anyDamageIsFound() {
        anyDamageIsFound(150);
    }

    @Test
    @Tag("soak")
    void anyDamageIsFoundInManyRounds() {
        anyDamageIsFound(400_000);
    }

    private void anyDamageIsFound(int rounds) {
        Fuzz.rounds("damaged sidecars", rounds, random -> {
            byte[] damaged = new Damage(random).of(bytes);
            Fuzz.bounded(() -> {
                assertThatThrownBy(() -> Sidecar.read(LOCATION, damaged))
                        .isInstanceOf(DamagedFileException.class)
                        .hasMessageStartingWith(LOCATION);
                return 0;
            });
        });
    }

    @Test
    void whatMatchesItsChecksumsAndIsWrongIsFoundOrHarmless() {
        wrongInside(120);
    }

    @Test
    @Tag("soak")
    void whatMatchesItsChecksumsAndIsWrongIsFoundOrHarmlessInManyRounds() {
        wrongInside(60_000);
    }

    private void wrongInside(int rounds) {
        int[] found = new int[1];
        boolean enough = Fuzz.rounds("sidecars with matching checksums", rounds, random -> {
            SidecarParts parts = SidecarParts.of(bytes);
            parts.damage(random, new Damage(random));
            byte[] damaged = parts.encode();
            if (Fuzz.bounded(() -> isFound(damaged))) {
                found[0]++;
            }
        });
        assertThat(enough && found[0] == 0).isFalse();
    }

    @Test
    void thePartsOfAWholeSidecarMakeItUpAgain() throws Exception {
        assertThat(isFound(SidecarParts.of(bytes).encode())).isFalse();
    }

    /** Uses the sidecar for all that it is for: a typed error, or nothing that the file does not say. */
    private boolean isFound(byte[] damaged) throws IOException {
        try {
            Sidecar sidecar = Sidecar.read(LOCATION, damaged);
            requireShape(sidecar);
            Sidecar.readFacts(LOCATION, damaged);
            for (boolean unread : new boolean[] {true, false}) {
                MemorySource source =
                        new MemorySource("mem://bucket/" + file.facts().fileName(), parquet);
                try (EventFileReader reader =
                        unread ? EventFileReader.openUnread(source, sidecar) : EventFileReader.open(source, sidecar)) {
                    requireEvents(reader);
                }
            }
            return false;
        } catch (DamagedFileException | UnknownVersionException e) {
            assertThat(e).hasMessageStartingWith("mem://bucket/");
            return true;
        }
    }

    /** The rows of each run are those of its entries, each once, by aggregate. */
    private static void requireShape(Sidecar sidecar) {
        Map<Long, Map<Integer, FileEntry>> rows = new HashMap<>();
        sidecar.entries()
                .forEachRemaining(entry -> rows.computeIfAbsent(entry.runFirstPosition(), run -> new HashMap<>())
                        .put(entry.firstRow(), entry));
        for (Run run : sidecar.runs()) {
            Map<Integer, FileEntry> ofRun = rows.getOrDefault(run.firstPosition(), Map.of());
            List<FileEntry> entries = new ArrayList<>();
            for (int row = 0; row < run.events(); ) {
                FileEntry entry = Objects.requireNonNull(ofRun.get(row), "an entry for row " + row);
                entries.add(entry);
                row += entry.count();
            }
            assertThat(entries).hasSize(ofRun.size());
            assertThat(entries).extracting(FileEntry::aggregate).isSorted();
        }
    }

    private void requireEvents(EventFileReader reader) throws IOException {
        int at = 0;
        for (int run = 0; run < reader.runs(); run++) {
            RunEvents events = reader.readRun(run);
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.event(i)).isEqualTo(log.events.get(at++));
            }
        }
        assertThat(at).isEqualTo(log.events.size());
    }
}
