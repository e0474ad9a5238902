package io.varve.server.cli;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness.Answer;
import io.varve.server.s3.OutsideBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of {@link LifeOfALogTest}, its bucket on a server of its own: 13 events cold, 12 warm, 6 hot. Then the data
 * directory is gone.
 */
final class RecoveryTest {

    private static final String FROM = "s3://varve";
    private static final int COLD = 13;
    private static final int WARM = 12;

    @TempDir
    Path temporary;

    private CommandLineHarness varve = new CommandLineHarness(Path.of("unused"), "2026-06-01T12:00:00Z");
    private OutsideBucket bucket;

    @BeforeEach
    void open() throws IOException {
        bucket = OutsideBucket.start(temporary.resolve("server"));
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        varve.environment.putAll(bucket.environment());
        varve.environment.put("VARVE_COLD_CONDITIONAL", "true");
        assertThat(varve.run("import", history().toString(), "--backfill").exitCode())
                .isZero();
        succeeds("migrate");
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    @Test
    void everyColdEventComesBackAndTheLogGoesOn() throws IOException {
        List<String> before = varve.run("replay").lines();
        delete(varve.directory);

        Answer recovered = succeeds("recover", "--from", FROM, "--json");

        assertThat(recovered.json())
                .containsEntry("logs.size", "1")
                .containsEntry("logs[0].log", "events")
                .containsEntry("logs[0].events", String.valueOf(COLD))
                .containsEntry("logs[0].files", String.valueOf(COLD))
                .containsEntry("logs[0].fromSegments", "0")
                .containsEntry("logs[0].lostFrom", String.valueOf(COLD))
                .containsEntry("logs[0].lostTo", String.valueOf(COLD + WARM - 1));
        assertThat(recovered.err()).contains("events from position 13 to 24 are lost");
        assertThat(varve.run("replay").lines()).isEqualTo(before.subList(0, COLD));
        assertSound(COLD);
        assertThat(append("after").json()).containsEntry("position", String.valueOf(COLD));
        assertThat(varve.run("replay").lines()).hasSize(COLD + 1);
        assertSound(COLD + 1);
        assertThat(varve.run("tiers", "--json").json())
                .containsEntry("tiers[0].events", "1")
                .containsEntry("tiers[2].events", String.valueOf(COLD));

        varve.pass(java.time.Duration.ofDays(100));
        append("newest");
        succeeds("migrate");
        assertSound(COLD + 2);
        delete(varve.directory);
        assertThat(succeeds("recover", "--from", FROM, "--json").json())
                .as("from the manifest of the log that was recovered")
                .containsEntry("logs[0].events", String.valueOf(COLD + 1))
                .containsEntry("logs[0].lostTo", "null")
                .containsEntry("logs[0].subscriptions", "null");
        assertSound(COLD + 1);
    }

    @Test
    void aLoadThatWasCutOffGoesOnInTheRecoveredLog() throws IOException {
        varve.environment.put("VARVE_PROTECTION_MODE", "s3");
        succeeds("migrate");
        String[] lines = {
            event("n1", "a", "2026-06-01T10:00:00Z", 1), event("n2", "a", "2026-06-01T10:00:01Z", 2), "{\"id\":"
        };
        Path file = varve.file("new.ndjson", lines);
        fails("line 3", "import", file.toString(), "--backfill");
        delete(varve.directory);
        succeeds("recover", "--from", FROM);
        fails("stands unfinished at row 2", "append", "--subject", "a", "--type", "T", "--data", "1");

        lines[2] = event("n3", "a", "2026-06-01T10:00:02Z", 3);
        varve.file("new.ndjson", lines);
        assertThat(succeeds("import", file.toString(), "--backfill").out()).contains("appended 1 event ");
        append("after");
        assertSound(31 + 4);
    }

    @Test
    void aLostHotTierIsRefusedAlsoAfterARecovery() throws IOException {
        delete(varve.directory);
        succeeds("recover", "--from", FROM);
        assertThat(succeeds("tiers", "--json").json()).containsEntry("head", String.valueOf(COLD));
        delete(varve.directory.resolve("logs/events/hot"));
        fails("put its directory back", "tiers");
    }

    @Test
    void aMissingObjectIsNamedAndNothingIsRecovered() throws IOException {
        Path object = object(
                path -> path.toString().endsWith(".parquet") && path.toString().contains("2026-01-16"));
        Files.delete(object);
        delete(varve.directory);
        fails("nothing was recovered: events/", "recover", "--from", FROM);
        fails(object.getFileName().toString(), "recover", "--from", FROM);
        assertThat(varve.directory).doesNotExist();
    }

    @Test
    void aMissingSidecarIsMadeAgain() throws IOException {
        List<String> before = varve.run("replay").lines();
        Files.delete(object(path -> path.toString().endsWith(".parquet.sidecar")));
        delete(varve.directory);
        assertThat(succeeds("recover", "--from", FROM, "--json").json()).containsEntry("logs[0].rebuiltSidecars", "1");
        assertThat(varve.run("replay").lines()).isEqualTo(before.subList(0, COLD));
    }

    @Test
    void anOlderManifestIsTakenWhereTheNewestIsDamaged() throws IOException {
        varve.pass(java.time.Duration.ofDays(5));
        append("more");
        succeeds("migrate");
        List<Path> manifests = objects(path -> path.toString().endsWith(".json"));
        assertThat(manifests).hasSize(2);
        Files.writeString(manifests.get(1), "{\"version\":1}");
        delete(varve.directory);
        Answer recovered = succeeds("recover", "--from", FROM, "--json");
        assertThat(recovered.err()).contains("an older one is taken");
        assertThat(recovered.json())
                .as("with the file that is newer than the manifest")
                .containsEntry("logs[0].events", String.valueOf(COLD + 1));
        assertSound(COLD + 1);
    }

    @Test
    void aRecoveryThatDidNotEndIsRecognised() throws IOException {
        Path sidecar = object(path ->
                path.toString().contains("2026-02-10") && path.toString().endsWith(".sidecar"));
        byte[] sidecarBytes = Files.readAllBytes(sidecar);
        Files.delete(sidecar);
        Path file = object(path -> path.toString().contains("2026-02-10"));
        byte[] bytes = Files.readAllBytes(file);
        byte[] damaged = bytes.clone();
        damaged[bytes.length / 2] ^= 1;
        Files.write(file, damaged);
        delete(varve.directory);
        fails("2026-02-10", "recover", "--from", FROM);
        fails("delete the directory and recover again", "tiers");
        fails("delete the directory and recover again", "recover", "--from", FROM);

        Files.write(file, bytes);
        Files.write(sidecar, sidecarBytes);
        delete(varve.directory);
        succeeds("recover", "--from", FROM);
        assertSound(COLD);
    }

    @Test
    void itRefusesADirectoryThatIsNotEmpty() throws IOException {
        fails("is not empty: recover into a new directory", "recover", "--from", FROM);
        delete(varve.directory);
        varve.configure("log.level: warn\n");
        succeeds("recover", "--from", FROM);
    }

    @Test
    void itRefusesAnotherBucketThanTheConfigured() throws IOException {
        delete(varve.directory);
        fails("the configuration must name the bucket", "recover", "--from", "s3://other");
        fails("holds no log 'audit'; there are events", "recover", "--from", FROM, "--log", "audit");
        assertThat(varve.run("recover", "--from", "varve").exitCode()).isEqualTo(2);
        assertThat(varve.run("recover").exitCode()).isEqualTo(2);
    }

    @Test
    void aLostCatalogIsNoNewArchive() throws IOException {
        delete(varve.directory.resolve("catalog"));
        fails("put it back from a backup", "tiers");
        delete(varve.directory.resolve("metadata"));
        fails("does not know", "tiers");
        fails("does not know", "append", "--subject", "a", "--type", "T", "--data", "1");
    }

    @Test
    void aProtectedLogLosesNothingThatACommandHadAppended() throws IOException {
        varve.environment.put("VARVE_PROTECTION_MODE", "s3");
        succeeds("append", "--subject", "account-0", "--type", "T", "--data", "1");
        assertThat(varve.run("tiers", "--json").json())
                .as("warm files get their copies with the next migration")
                .containsEntry("head", "32")
                .containsEntry("protectedTo", String.valueOf(COLD));
        succeeds("migrate");
        assertThat(varve.run("tiers", "--json").json()).containsEntry("protectedTo", "32");
        assertThat(varve.run("tiers").lines().get(0)).isEqualTo("log events, head 32, protected below position 32");
        List<String> before = varve.run("replay").lines();
        delete(varve.directory);

        assertThat(succeeds("recover", "--from", FROM, "--json").json())
                .containsEntry("logs[0].events", "32")
                .containsEntry("logs[0].files", String.valueOf(COLD + WARM))
                .containsEntry("logs[0].fromSegments", String.valueOf(32 - COLD - WARM))
                .containsEntry("logs[0].lostTo", "null");
        assertThat(varve.run("replay").lines()).isEqualTo(before);
        assertSound(32);
        assertThat(varve.run("import", temporary.resolve("history.ndjson").toString(), "--backfill", "--json")
                        .json())
                .as("sources go on where they were")
                .containsEntry("appended", "0");
        assertThat(append("after").json()).containsEntry("position", "32");
    }

    @Test
    void whatCannotBeShippedWhenTheProcessEndsIsTold() {
        varve.environment.put("VARVE_PROTECTION_MODE", "s3");
        succeeds("migrate");
        bucket.close();
        Answer answer = varve.run("append", "--subject", "account-0", "--type", "T", "--data", "1");
        assertThat(answer.exitCode()).as("the event is taken").isZero();
        assertThat(varve.run("tiers", "--json").json())
                .containsEntry("head", "32")
                .containsEntry("protectedTo", "31");
    }

    @Test
    void protectionNeedsABucket() {
        CommandLineHarness bare = new CommandLineHarness(temporary.resolve("bare"), "2026-06-01T12:00:00Z");
        bare.environment.put("VARVE_PROTECTION_MODE", "s3");
        Answer answer = bare.run("tiers");
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.errLines()).singleElement().asString().contains("cold.bucket must be given too");
    }

    private Answer append(String id) {
        return succeeds("append", "--subject", "account-0", "--type", "T", "--data", "1", "--id", id, "--json");
    }

    private void assertSound(long events) {
        assertThat(succeeds("verify", "--json").json())
                .containsEntry("sound", "true")
                .containsEntry("events", String.valueOf(events));
    }

    private Answer succeeds(String... args) {
        Answer answer = varve.run(args);
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        return answer;
    }

    private void fails(String because, String... args) {
        Answer answer = varve.run(args);
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.errLines()).singleElement().asString().contains(because);
    }

    private Path object(Predicate<Path> chosen) throws IOException {
        return objects(chosen).get(0);
    }

    private List<Path> objects(Predicate<Path> chosen) throws IOException {
        try (Stream<Path> all = Files.walk(temporary.resolve("server/buckets"))) {
            return all.filter(Files::isRegularFile).filter(chosen).sorted().toList();
        }
    }

    /** One event every five days on ten accounts. */
    private Path history() {
        List<String> lines = new ArrayList<>();
        LocalDate day = LocalDate.parse("2026-01-01");
        for (int i = 0; i < 31; i++) {
            lines.add(event("e-" + i, "account-" + i % 10, day.plusDays(5L * i) + "T10:00:00Z", i));
        }
        return varve.file("history.ndjson", lines.toArray(new String[0]));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
