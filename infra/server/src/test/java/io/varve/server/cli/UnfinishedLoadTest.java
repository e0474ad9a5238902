package io.varve.server.cli;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A load of history that stops in the middle of a day, long after which that day is due.
 *
 * <pre>
 *   3 May            4 May                    1 Jul
 *   1  2  3          4  5 | 6  7   8          now
 *   |---- sealed ----|    stopped here, goes on here
 * </pre>
 */
final class UnfinishedLoadTest {

    private static final String STANDS = "stands unfinished at row 5, 2026-05-04T10:00:05Z: run it again to its end, or"
            + " give it up with varve import --abandon";

    @TempDir
    Path temporary;

    private CommandLineHarness varve = new CommandLineHarness(Path.of("unused"), "2026-07-01T12:00:00Z");

    @BeforeEach
    void open() {
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-07-01T12:00:00Z");
    }

    @Test
    void goesOnAfterAMigrationAndNoEventIsRefused() {
        Path file = cutOff();

        Answer migrated = varve.run("migrate");
        assertThat(migrated.exitCode()).isEqualTo(1);
        assertThat(migrated.out()).contains("waiting: 2026-05-04 HOT -> WARM: a load of " + file + " " + STANDS);
        assertThat(migrated.errLines())
                .singleElement()
                .asString()
                .contains("1 move waits")
                .contains(STANDS);
        assertThat(varve.run("partitions", "--json").json())
                .containsEntry("partitions.size", "2")
                .containsEntry("partitions[0].tier", "WARM")
                .containsEntry("partitions[1].partition", "2026-05-04")
                .containsEntry("partitions[1].tier", "HOT")
                .containsEntry("partitions[1].waiting", "a load of " + file + " " + STANDS);
        assertThat(varve.run("partitions").out()).contains("waits for a load").contains(STANDS);
        assertThat(varve.run("tiers").out()).contains("waiting: ").containsOnlyOnce(STANDS);
        assertThat(varve.run("tiers", "--json").json())
                .containsEntry("unfinishedLoad", "a load of " + file + " " + STANDS);
        assertThat(varve.run("migrate", "--dry-run").out())
                .contains("nothing can be moved")
                .contains(STANDS);

        load(8, 8);
        assertThat(backfill(file).out()).contains("appended 3 events").contains("5 were there already");
        isWhole(8);
        assertThat(varve.run("migrate").exitCode()).isZero();
        assertThat(varve.run("tiers").out()).doesNotContain("waiting").doesNotContain("unfinished");
        isWhole(8);
        assertThat(varve.run("partitions", "--json").json()).containsEntry("partitions.size", "2");
    }

    @Test
    void takesNothingElseUntilItIsGivenUp() {
        Path file = cutOff();
        assertThat(append().errLines()).singleElement().asString().isEqualTo("varve: a load of " + file + " " + STANDS);
        Path other = varve.file("other.ndjson", event("x", "a", "2026-05-04T10:00:06Z", 1));
        assertThat(varve.run("import", other.toString(), "--backfill").errLines())
                .singleElement()
                .asString()
                .contains("a load of " + file + " " + STANDS);
        assertThat(varve.run("import", other.toString()).errLines())
                .singleElement()
                .asString()
                .contains(STANDS);

        assertThat(varve.run("import", "--abandon").out())
                .isEqualTo("gave up the load of " + file + " at row 5; what it loaded stays, head is 5\n");
        assertThat(varve.run("import", "--abandon").out()).isEqualTo("no load stands unfinished\n");
        assertThat(varve.run("import", other.toString(), "--backfill").exitCode())
                .isZero();
        assertThat(varve.run("migrate").exitCode()).isZero();
        assertThat(append().exitCode()).isZero();
        assertThat(varve.run("import", "--abandon", other.toString()).exitCode())
                .isEqualTo(2);
        assertThat(varve.run("verify").exitCode()).isZero();
    }

    /** The file is mended, and what is left of it was in the log before: no batch is left that could end the load. */
    @Test
    void endsAlsoWhereNothingIsLeftToAppend() {
        Path file = cutOff();
        load(5, 5);
        assertThat(backfill(file).out()).contains("appended 0 events");
        assertThat(append().exitCode()).isZero();
    }

    @Test
    void isShownAlsoWhileNothingOfItIsDue() {
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-05-05T12:00:00Z");
        cutOff();
        Answer migrated = varve.run("migrate");
        assertThat(migrated.exitCode()).isZero();
        assertThat(migrated.out()).contains(STANDS);
        assertThat(varve.run("tiers").out()).contains(STANDS);
    }

    /** Five rows are loaded, the sixth cannot be read. */
    private Path cutOff() {
        Path file = load(8, 5);
        Answer stopped = backfill(file);
        assertThat(stopped.exitCode()).isEqualTo(1);
        assertThat(stopped.errLines()).singleElement().asString().contains("line 6");
        return file;
    }

    /** So many rows, of which those after the good ones cannot be read. */
    private Path load(int rows, int good) {
        List<String> lines = new ArrayList<>();
        for (int row = 1; row <= rows; row++) {
            String time = "2026-05-0" + (row <= 3 ? 3 : 4) + "T10:00:0" + row + "Z";
            lines.add(row <= good ? event("e" + row, "account-" + row % 2, time, row) : "{\"id\":");
        }
        return varve.file("history.ndjson", lines.toArray(String[]::new));
    }

    private Answer backfill(Path file) {
        return varve.run("import", file.toString(), "--backfill");
    }

    private Answer append() {
        return varve.run("append", "--subject", "a", "--type", "T", "--data", "1");
    }

    private void isWhole(int events) {
        assertThat(varve.run("verify").exitCode()).isZero();
        List<String> found = varve.run("replay", "--format", "cloudevents").lines();
        assertThat(found).hasSize(events);
        for (int i = 0; i < events; i++) {
            assertThat(found.get(i))
                    .contains("\"id\":\"e" + (i + 1) + "\"")
                    .contains("\"varveposition\":\"" + i + "\"")
                    .contains("\"amount\":" + (i + 1));
        }
    }
}
