package io.varve.server.cli;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log of one event every five days from January to May, at the first of June:
 *
 * <pre>
 *   Jan      Feb      Mar      Apr      May      1 Jun
 *   |-------- cold ---------|--- warm ---|-- hot --|
 *                       90 days       30 days
 * </pre>
 */
final class LifeOfALogTest {

    private static final int EVENTS = 31;

    @TempDir
    Path temporary;

    private CommandLineHarness varve = new CommandLineHarness(Path.of("unused"), "2026-06-01T12:00:00Z");

    @BeforeEach
    void open() {
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
    }

    @Test
    void importsMigratesReplaysVerifiesAndRestores() {
        Answer imported = varve.run("import", history().toString(), "--backfill", "--json");
        assertThat(imported.err()).isEmpty();
        assertThat(imported.exitCode()).isZero();
        assertThat(imported.json()).containsEntry("appended", "31").containsEntry("head", "31");

        assertThat(varve.run("migrate", "--dry-run", "--json").json())
                .containsEntry("planned[0].partition", "2026-01-01")
                .containsEntry("planned[0].from", "HOT");
        Answer migrated = varve.run("migrate");
        assertThat(migrated.err()).isEmpty();
        assertThat(migrated.exitCode()).isZero();
        assertThat(migrated.out()).startsWith("moved 25 partitions HOT -> WARM and 13 partitions WARM -> COLD");
        assertThat(varve.run("migrate").out()).startsWith("nothing was moved");

        Map<String, String> tiers = varve.run("tiers", "--json").json();
        assertThat(tiers)
                .containsEntry("log", "events")
                .containsEntry("head", "31")
                .containsEntry("tiers[0].tier", "HOT")
                .containsEntry("tiers[0].partitions", "6")
                .containsEntry("tiers[0].firstPosition", "25")
                .containsEntry("tiers[0].lastPosition", "30")
                .containsEntry("tiers[1].tier", "WARM")
                .containsEntry("tiers[1].events", "12")
                .containsEntry("tiers[2].tier", "COLD")
                .containsEntry("tiers[2].events", "13")
                .containsEntry("tiers[2].oldest", "2026-01-01T10:00:00Z")
                .containsEntry("waiting.size", "0");

        assertReplays();

        Answer verified = varve.run("verify", "--json");
        assertThat(verified.err()).isEmpty();
        assertThat(verified.json()).containsEntry("sound", "true").containsEntry("events", "31");
        assertThat(varve.run("verify", "--tier", "warm", "--json").json()).containsEntry("files", "12");

        Answer restored = varve.run("restore", "2026-02-10", "--for", "7d", "--json");
        assertThat(restored.err()).isEmpty();
        assertThat(restored.json())
                .containsEntry("restored[0].partition", "2026-02-10")
                .containsEntry("heldUntil", "2026-06-08T12:00:00Z");
        assertThat(varve.run("tiers", "--json").json())
                .containsEntry("tiers[1].ranges.size", "2")
                .containsEntry("tiers[1].ranges[0].firstPosition", "8")
                .containsEntry("tiers[2].ranges.size", "2");
        assertThat(varve.run("migrate").out()).startsWith("nothing was moved");
        varve.pass(Duration.ofDays(8));
        assertThat(varve.run("migrate").exitCode()).isZero();
        assertThat(varve.run("tiers", "--json").json()).containsEntry("tiers[2].ranges.size", "1");
        assertReplays();
    }

    @Test
    void showsPartitionsWithWhatIsDueNext() {
        varve.run("import", history().toString(), "--backfill");
        varve.run("migrate");
        Map<String, String> partitions = varve.run("partitions", "--json").json();
        assertThat(partitions)
                .containsEntry("partitions.size", "31")
                .containsEntry("partitions[0].tier", "COLD")
                .containsEntry("partitions[0].nextTier", "null")
                .containsEntry("partitions[20].tier", "WARM")
                .containsEntry("partitions[20].nextTier", "COLD")
                .containsEntry("partitions[20].dueAt", "2026-07-11T00:00:00Z")
                .containsEntry("partitions[30].tier", "HOT")
                .containsEntry("partitions[30].chain", "null");
        assertThat(partitions.get("partitions[0].chain")).hasSize(64);
        assertThat(partitions.get("partitions[0].path")).startsWith("s3://varve/");
        Answer table = varve.run("partitions");
        assertThat(table.lines()).hasSize(32);
        assertThat(table.lines().get(0))
                .startsWith("PARTITION")
                .contains("CHAIN")
                .contains("DUE");
    }

    @Test
    void buildsTheIndexAnewWhereItIsLost() throws IOException {
        varve.run("import", history().toString(), "--backfill");
        varve.run("migrate");
        delete(varve.directory.resolve("logs/events/index"));
        assertReplays();
        Answer again = varve.run("import", history().toString(), "--backfill", "--json");
        assertThat(again.json()).containsEntry("appended", "0").containsEntry("head", "31");
        Answer conflict =
                varve.run("append", "--subject", "account-0", "--type", "T", "--data", "1", "--expected-version", "2");
        assertThat(conflict.err()).contains("is at version 3, expected 2");
    }

    @Test
    void refusesToOpenWithoutItsHotTier() throws IOException {
        varve.run("import", history().toString(), "--backfill");
        varve.run("migrate");
        delete(varve.directory.resolve("logs/events/hot"));
        Answer answer = varve.run("tiers");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.errLines())
                .singleElement()
                .asString()
                .contains("the hot tier in")
                .contains("put its directory back");
    }

    @Test
    void keepsTheSourceAndSaysWhyWhenTheStoreCannotBeReached() {
        varve.configure("""
                cold:
                  bucket: archive
                  endpoint: http://127.0.0.1:1
                  accessKey: a
                  secretKey: b
                """);
        varve.run("import", history().toString(), "--backfill");
        Answer migrated = varve.run("migrate");
        assertThat(migrated.exitCode()).isEqualTo(1);
        assertThat(migrated.errLines())
                .singleElement()
                .asString()
                .startsWith("varve: 13 moves wait, the first is 2026-01-01 WARM -> COLD");
        Map<String, String> tiers = varve.run("tiers", "--json").json();
        assertThat(tiers)
                .containsEntry("tiers[1].events", "25")
                .containsEntry("tiers[2].events", "0")
                .containsEntry("tiers[2].oldest", "null")
                .containsEntry("waiting.size", "13")
                .containsEntry("waiting[0].partition", "2026-01-01")
                .containsEntry("waiting[0].to", "COLD");
        assertThat(tiers.get("waiting[0].reason")).isNotBlank();
        assertThat(varve.run("tiers").out()).contains("waiting: 2026-01-01 WARM -> COLD, tried 1 time, again at ");
        assertThat(varve.run("partitions").out()).contains("waits, again at ");
        assertReplays();
    }

    private void assertReplays() {
        assertThat(varve.run("replay").lines())
                .hasSize(EVENTS)
                .allSatisfy(line -> assertThat(line).startsWith("{\"position\":"));
        assertThat(varve.run("replay", "--subject", "account-3").lines())
                .hasSize(3)
                .first()
                .asString()
                .contains("\"version\":0");
        assertThat(varve.run("replay", "--from", "10", "--to", "16").lines()).hasSize(6);
        assertThat(varve.run("replay", "--since", "2026-02-01", "--until", "2026-03-01")
                        .lines())
                .hasSize(5);
        assertThat(varve.run("replay", "--by", "time", "--since", "2026-05-26").lines())
                .hasSize(2);
        assertThat(varve.run("replay", "--type", "Withdrawn").out()).isEmpty();
        assertThat(varve.run("replay", "--order", "aggregate", "--limit", "3").lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("account-0"));
        assertThat(varve.run("replay", "--format", "cloudevents", "--limit", "1")
                        .out())
                .startsWith("{\"specversion\":\"1.0\"");
    }

    /** One event every five days on ten accounts. */
    private Path history() {
        List<String> lines = new ArrayList<>();
        java.time.LocalDate day = java.time.LocalDate.parse("2026-01-01");
        for (int i = 0; i < EVENTS; i++) {
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
