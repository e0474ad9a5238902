package io.varve.server.acceptance;

import static io.varve.server.acceptance.WholeReplay.assertDone;
import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sealed files changed behind Varve's back: no event of theirs is ever shown, what comes before them is, and the file
 * is named. Each case is undone at its end, and all is sound again.
 *
 * <p>Three events a day, every tenth day from January to May, at the first of June.
 */
final class DamageTest {

    private static final int PER_DAY = 3;
    private static final Pattern RESUME = Pattern.compile("a replay may go on from position ([0-9]+)");

    @TempDir
    static Path temporary = Path.of("unused");

    private static CommandLineHarness varve = new CommandLineHarness(Path.of("unused"), "2026-06-01T12:00:00Z");
    private static String sound = "";
    private static List<SealedPlace> places = List.of();

    /** A sealed partition, and where its file is on this disk. */
    private record SealedPlace(String partition, String tier, long firstPosition, String location, Path file) {

        Path sidecar() {
            try (Stream<Path> files = Files.list(file.getParent())) {
                return files.filter(path -> !path.equals(file)
                                && path.getFileName()
                                        .toString()
                                        .startsWith(file.getFileName().toString()))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private interface Damage {
        void run() throws IOException;
    }

    @BeforeAll
    static void build() {
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        varve.configure("cache.cold: 0B\n"); // what was read before the damage would answer, and rightly
        List<String> lines = new ArrayList<>();
        LocalDate day = LocalDate.parse("2026-01-01");
        for (int i = 0; i < 16 * PER_DAY; i++) {
            lines.add(event("e-" + i, "account-" + i % 5, day.plusDays(10L * (i / PER_DAY)) + "T10:00:00Z", i));
        }
        assertDone(varve.run(
                "import",
                varve.file("history.ndjson", lines.toArray(new String[0])).toString(),
                "--backfill"));
        assertDone(varve.run("migrate"));
        sound = replay().out();
        places = places();
        assertThat(places).extracting(SealedPlace::tier).contains("WARM", "COLD");
    }

    @Test
    void aFlippedByteInAFileIsFoundWhereverItLies() throws IOException {
        for (SealedPlace place : List.of(place("COLD", 2), place("WARM", 1))) {
            byte[] whole = Files.readAllBytes(place.file());
            int length = whole.length;
            for (int offset : new int[] {0, 4, length / 3, length - 300, length - 1}) {
                damaged(place, () -> flip(place.file(), offset), () -> overwrite(place.file(), whole));
            }
            damaged(
                    place,
                    () -> {
                        for (int block = 0; block < length; block += 500) {
                            flip(place.file(), block);
                        }
                        assertOtherReplaysStopAt(place);
                    },
                    () -> overwrite(place.file(), whole));
        }
        assertSound();
    }

    @Test
    void aFileCutShortIsFound() throws IOException {
        for (SealedPlace place : List.of(place("COLD", 0), place("WARM", 0))) {
            byte[] whole = Files.readAllBytes(place.file());
            damaged(
                    place,
                    () -> overwrite(place.file(), Arrays.copyOf(whole, whole.length - 1)),
                    () -> overwrite(place.file(), whole));
            damaged(place, () -> overwrite(place.file(), new byte[0]), () -> overwrite(place.file(), whole));
        }
        assertSound();
    }

    /** No event of it is other than it was, so a replay may take it; it is not what was sealed all the same. */
    @Test
    void aFileThatHasGrownIsFound() throws IOException {
        for (SealedPlace place : List.of(place("COLD", 0), place("WARM", 0))) {
            byte[] whole = Files.readAllBytes(place.file());
            distrusted(
                    place,
                    () -> overwrite(place.file(), Arrays.copyOf(whole, whole.length + 1)),
                    () -> overwrite(place.file(), whole));
        }
        assertSound();
    }

    @Test
    void aDeletedFileIsMissedByName() throws IOException {
        for (SealedPlace place : List.of(place("COLD", 1), place("WARM", 2))) {
            Path aside = temporary.resolve("aside");
            damaged(
                    place,
                    () -> {
                        Files.move(place.file(), aside);
                        assertOtherReplaysStopAt(place);
                    },
                    () -> Files.move(aside, place.file()));
        }
        assertSound();
    }

    @Test
    void twoFilesThatChangedPlacesAreFoundBoth() throws IOException {
        for (String tier : new String[] {"COLD", "WARM"}) {
            SealedPlace one = place(tier, 0);
            SealedPlace other = place(tier, 1);
            swap(one.file(), other.file());
            try {
                assertThat(verifyFindings()).contains(one.partition(), other.partition());
                assertReplayStopsAt(one);
                swap(one.sidecar(), other.sidecar());
                assertThat(verifyFindings()).contains(one.partition(), other.partition());
                assertReplayStopsAt(one);
                swap(one.sidecar(), other.sidecar());
            } finally {
                swap(one.file(), other.file());
            }
        }
        assertSound();
    }

    /** A sidecar can be made anew of its file: a replay either does so or fails, and never tells anything wrong. */
    @Test
    void aDamagedOrDeletedSidecarIsFoundAndNeverBelieved() throws IOException {
        for (SealedPlace place : List.of(place("COLD", 1), place("WARM", 1))) {
            Path sidecar = place.sidecar();
            byte[] whole = Files.readAllBytes(sidecar);
            List<Damage> damages = List.of(
                    () -> flip(sidecar, 1),
                    () -> flip(sidecar, whole.length / 3),
                    () -> flip(sidecar, whole.length - 1),
                    () -> overwrite(sidecar, new byte[0]));
            for (Damage damage : damages) {
                distrusted(place, damage, () -> overwrite(sidecar, whole));
            }
            Path aside = temporary.resolve("aside");
            distrusted(
                    place,
                    () -> Files.move(sidecar, aside),
                    () -> Files.move(aside, sidecar, StandardCopyOption.REPLACE_EXISTING));
        }
        assertSound();
    }

    private static void distrusted(SealedPlace place, Damage damage, Damage mend) throws IOException {
        damage.run();
        try {
            assertThat(verifyFindings()).containsExactly(place.partition());
            assertReplaysRightOrStops(place);
        } finally {
            mend.run();
        }
    }

    private static void damaged(SealedPlace place, Damage damage, Damage mend) throws IOException {
        damage.run();
        try {
            assertThat(verifyFindings()).containsExactly(place.partition());
            assertReplayStopsAt(place);
        } finally {
            mend.run();
        }
    }

    /** What verify names; it has to fail, and to say where in one line for each. */
    private static List<String> verifyFindings() {
        Answer verified = varve.run("verify", "--json");
        assertThat(verified.exitCode()).isEqualTo(1);
        Map<String, String> json = verified.json();
        assertThat(json).containsEntry("sound", "false");
        List<String> partitions = new ArrayList<>();
        for (int i = 0; json.containsKey("findings[" + i + "].partition"); i++) {
            String partition = String.valueOf(json.get("findings[" + i + "].partition"));
            if (!partitions.contains(partition)) {
                partitions.add(partition);
            }
            assertThat(verified.errLines().get(i))
                    .contains(partition)
                    .contains(String.valueOf(json.get("findings[" + i + "].location")));
        }
        return partitions;
    }

    private static void assertReplayStopsAt(SealedPlace place) {
        Answer replayed = replay();
        assertThat(replayed.exitCode()).isEqualTo(1);
        assertThat(replayed.errLines())
                .singleElement()
                .asString()
                .startsWith("varve: log 'events', partition " + place.partition() + ", tier " + place.tier())
                .contains(place.location());
        assertThat(resumeFrom(replayed)).isEqualTo(place.firstPosition());
        assertThat(replayed.out()).isEqualTo(firstLines(place.firstPosition()));
    }

    private static void assertOtherReplaysStopAt(SealedPlace place) {
        Answer byAggregate = varve.run("replay", "--order", "aggregate");
        assertThat(byAggregate.exitCode()).isEqualTo(1);
        assertThat(byAggregate.out()).isEmpty();
        assertThat(byAggregate.errLines()).singleElement().asString().contains(place.location());

        String account = "account-" + place.firstPosition() % 5;
        Answer single = varve.run("replay", "--subject", account);
        assertThat(single.exitCode()).isEqualTo(1);
        assertThat(single.errLines())
                .singleElement()
                .asString()
                .contains(place.partition())
                .contains(place.location());
        assertThat(single.out())
                .isEqualTo(String.join(
                        "",
                        firstLines(place.firstPosition())
                                .lines()
                                .filter(line -> line.contains("\"subject\":\"" + account + "\""))
                                .map(line -> line + "\n")
                                .toList()));
    }

    private static void assertReplaysRightOrStops(SealedPlace place) {
        Answer replayed = replay();
        if (replayed.exitCode() == 0) {
            assertThat(replayed.out()).isEqualTo(sound);
        } else {
            assertThat(replayed.errLines()).singleElement().asString().contains(place.location());
            assertThat(replayed.out()).isEqualTo(firstLines(place.firstPosition()));
        }
    }

    private static void assertSound() {
        assertDone(varve.run("verify"));
        assertThat(replay().out()).isEqualTo(sound);
    }

    private static Answer replay() {
        return varve.run("replay");
    }

    private static String firstLines(long count) {
        return String.join(
                "", sound.lines().limit(count).map(line -> line + "\n").toList());
    }

    private static long resumeFrom(Answer failed) {
        Matcher position = RESUME.matcher(failed.err());
        assertThat(position.find()).as(failed.err()).isTrue();
        return Long.parseLong(position.group(1));
    }

    private static SealedPlace place(String tier, int index) {
        return places.stream()
                .filter(place -> place.tier().equals(tier))
                .toList()
                .get(index);
    }

    private static List<SealedPlace> places() {
        Map<String, String> json = varve.run("partitions", "--json").json();
        List<SealedPlace> found = new ArrayList<>();
        for (int i = 0; json.containsKey("partitions[" + i + "].path"); i++) {
            String at = "partitions[" + i + "].";
            String tier = String.valueOf(json.get(at + "tier"));
            String path = String.valueOf(json.get(at + "path"));
            if (!tier.equals("HOT")) {
                Path file = tier.equals("WARM")
                        ? Path.of(path)
                        : varve.directory.resolve("s3/buckets").resolve(path.substring("s3://".length()));
                assertThat(file).exists();
                found.add(new SealedPlace(
                        String.valueOf(json.get(at + "partition")),
                        tier,
                        Long.parseLong(String.valueOf(json.get(at + "firstPosition"))),
                        path,
                        file));
            }
        }
        found.sort(Comparator.comparing(SealedPlace::firstPosition));
        return found;
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 0x10;
        overwrite(file, bytes);
    }

    /** In place: the object store keeps what it knows of an object in attributes of its file. */
    private static void overwrite(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    private static void swap(Path one, Path other) throws IOException {
        byte[] first = Files.readAllBytes(one);
        overwrite(one, Files.readAllBytes(other));
        overwrite(other, first);
    }
}
