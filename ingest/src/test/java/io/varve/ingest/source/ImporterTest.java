package io.varve.ingest.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {

    private static final ImportOptions PAST = ImportOptions.past();

    @TempDir
    Path directory;

    private final RecordingTarget target = new RecordingTarget();

    @Test
    void appendsInBatchesOfBoundedSize() throws IOException {
        Path file = file("e.ndjson", lines(0, 2_500));
        List<String> heard = new ArrayList<>();
        ImportResult result =
                run(file, ImportOptions.now(), (rows, bytes, total, done) -> heard.add(rows + " " + done));
        assertThat(result).isEqualTo(new ImportResult(2_500, 2_500, 0, 0));
        assertThat(target.batches).containsExactly(1_000, 1_000, 500);
        assertThat(target.events).hasSize(2_500);
        assertThat(target.events.get(1_234).id()).isEqualTo("1234");
        assertThat(heard).containsExactly("1000 false", "2000 false", "2500 true");
    }

    @Test
    void appendsInBatchesOfBoundedBytes() throws IOException {
        String megabyte = "\"" + "x".repeat((1 << 20) - 100) + "\"";
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            lines.add("{\"id\":\"" + i + "\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"data\":" + megabyte
                    + "}");
        }
        run(file("large.ndjson", lines), ImportOptions.now(), ImportListener.NONE);
        assertThat(target.batches).containsExactly(4, 4, 1);
    }

    @Test
    void recognisesWhatIsThere() throws IOException {
        run(file("first.ndjson", lines(0, 300)), ImportOptions.now(), ImportListener.NONE);
        ImportResult again = run(file("second.ndjson", lines(200, 500)), ImportOptions.now(), ImportListener.NONE);
        assertThat(again).isEqualTo(new ImportResult(300, 200, 100, 0));
        assertThat(target.events).hasSize(500);
    }

    @Test
    void keepsAllBeforeABadLineAndNamesIt() throws IOException {
        List<String> lines = lines(0, 1_500);
        lines.set(1_200, "{\"id\":7}");
        Path file = file("e.ndjson", lines);
        ImportException stopped = stopped(file, ImportOptions.now());
        assertThat(stopped).hasMessage(file + " line 1201: attribute 'id' must be a string, it is a number");
        assertThat(stopped.where()).isEqualTo(file + " line 1201");
        assertThat(stopped.soFar()).isEqualTo(new ImportResult(1_200, 1_200, 0, 0));
        assertThat(target.events).hasSize(1_200);
    }

    @Test
    void checksTheRulesWhereTheLineIsKnown() throws IOException {
        List<String> lines = lines(0, 10);
        lines.set(4, "{\"id\":\"\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\"}");
        Path file = file("e.ndjson", lines);
        assertThat(stopped(file, ImportOptions.now())).hasMessage(file + " line 5: attribute 'id' must not be empty");
        assertThat(target.events).hasSize(4);
    }

    @Test
    void keepsAllBeforeTheCutInAFile() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(whole)) {
            gzip.write(String.join("\n", lines(0, 20_000)).getBytes(StandardCharsets.UTF_8));
        }
        Path file = directory.resolve("cut.ndjson.gz");
        Files.write(file, Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
        ImportException stopped = stopped(file, ImportOptions.now());
        assertThat(stopped.getMessage()).endsWith("cannot be read further: truncated gzip: it ends within its data");
        assertThat(target.events).hasSizeGreaterThan(1_000).hasSize((int)
                stopped.soFar().read());
        assertThat(stopped.where()).isEqualTo(file + " line " + target.events.size());
    }

    @Test
    void namesTheBatchThatTheLogRefuses() throws IOException {
        Path file = file("e.ndjson", lines(0, 2_500));
        target.failAfter(1);
        ImportException stopped = stopped(file, ImportOptions.now());
        assertThat(stopped).hasMessage(file + " line 1001 and the 999 events after it: the disk is full");
        assertThat(stopped.soFar()).isEqualTo(new ImportResult(1_000, 1_000, 0, 0));
    }

    @Test
    void backfillsEventsOfOneTimeTogether() throws IOException {
        Path file = file("e.ndjson", List.of(at(1, 10), at(2, 10), at(3, 11), at(4, 12), at(5, 12), at(6, 12)));
        ImportResult result = run(file, PAST, ImportListener.NONE);
        assertThat(result).isEqualTo(new ImportResult(6, 6, 0, 0));
        assertThat(target.batches).containsExactly(2, 1, 3);
        assertThat(target.isBackfilling()).isFalse();
    }

    @Test
    void backfillsManyEventsOfOneTimeInSeveralBatches() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            lines.add(at(i, 10));
        }
        run(file("e.ndjson", lines), new ImportOptions(true, 10), ImportListener.NONE);
        assertThat(target.batches).containsExactly(10, 10, 5);
    }

    @Test
    void takesTimesBefore1970AndTheEpochItself() throws IOException {
        String epoch =
                "{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"time\":\"1970-01-01T00:00:00Z\"}";
        String before =
                "{\"id\":\"0\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"time\":\"1969-12-31T23:59:59Z\"}";
        run(file("e.ndjson", List.of(before, epoch)), PAST, ImportListener.NONE);
        assertThat(target.batches).containsExactly(1, 1);
    }

    @Test
    void resumesABackfillWhereItStopped() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            lines.add(at(i, i / 4));
        }
        Path file = file("e.ndjson", lines);
        List<Event> expected = events(file);
        for (int calls : new int[] {0, 1, 100, 3, 0}) {
            target.failAfter(calls);
            int before = target.events.size();
            ImportException stopped = stopped(file, PAST);
            assertThat(stopped.soFar()).isEqualTo(new ImportResult(before + 4L * calls, 4L * calls, 0, before));
        }
        target.failAfter(Integer.MAX_VALUE);
        List<Long> rows = new ArrayList<>();
        ImportResult last = run(file, PAST, (done, bytes, total, end) -> rows.add(done));
        assertThat(last).isEqualTo(new ImportResult(1_000, 584, 0, 416));
        assertThat(rows).containsExactly(1_000L, 1_000L);
        assertThat(target.events).isEqualTo(expected);
        assertThat(run(file, PAST, ImportListener.NONE)).isEqualTo(new ImportResult(1_000, 0, 0, 1_000));
    }

    @Test
    void resumesWithinEventsOfOneTime() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            lines.add(at(i, 10));
        }
        Path file = file("e.ndjson", lines);
        target.failAfter(1);
        stopped(file, new ImportOptions(true, 10));
        target.failAfter(Integer.MAX_VALUE);
        assertThat(run(file, new ImportOptions(true, 10), ImportListener.NONE))
                .isEqualTo(new ImportResult(25, 15, 0, 10));
        assertThat(target.events).isEqualTo(events(file));
    }

    @Test
    void readsAChangedFileFromItsStart() throws IOException {
        run(file("e.ndjson", List.of(at(1, 10), at(2, 11))), PAST, ImportListener.NONE);
        Path longer = file("e.ndjson", List.of(at(1, 10), at(2, 11), at(3, 12)));
        assertThat(run(longer, PAST, ImportListener.NONE)).isEqualTo(new ImportResult(3, 1, 2, 0));
        Path older = file("e.ndjson", List.of(at(1, 10), at(9, 9)));
        assertThat(stopped(older, PAST))
                .hasMessage(older + " line 2: time 1970-01-01T00:00:09Z lies before the head's 1970-01-01T00:00:12Z");
    }

    @Test
    void repairsABadLineInABackfillAndGoesOn() throws IOException {
        Path file = file("e.ndjson", List.of(at(1, 10), "{}", at(3, 10)));
        assertThat(stopped(file, PAST)).hasMessage(file + " line 2: attribute 'id' is missing");
        assertThat(target.events).hasSize(1);
        file("e.ndjson", List.of(at(1, 10), at(2, 10), at(3, 10)));
        assertThat(run(file, PAST, ImportListener.NONE)).isEqualTo(new ImportResult(3, 2, 1, 0));
    }

    @Test
    void wantsATimeForABackfill() throws IOException {
        Path file = file(
                "e.ndjson", List.of(at(1, 10), "{\"id\":\"2\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\"}"));
        assertThat(stopped(file, PAST)).hasMessage(file + " line 2: attribute 'time' is missing, a backfill needs it");
        assertThat(target.events).hasSize(1);
        assertThat(target.isBackfilling()).isFalse();
    }

    @Test
    void noticesASelectThatDoesNotGiveTheSameRowsAgain() {
        Path table = directory.resolve("t.csv");
        String select = "SELECT id, 'a' AS subject, 't' AS type, make_timestamp(id * 1000000) AS time, NULL AS data"
                + " FROM read_csv('" + table + "', columns = {'id': 'BIGINT'}, header = false) ORDER BY id";
        select(table, select, "1\n2\n3\n");
        assertThat(target.events).hasSize(3);
        assertThat(select(table, select, "1\n2\n3\n4\n")).isEqualTo(new ImportResult(4, 1, 0, 3));

        ImportException shifted =
                catchThrowableOfType(ImportException.class, () -> select(table, select, "0\n1\n2\n3\n4\n5\n"));
        assertThat(shifted)
                .hasMessage("select row 4: this is not the row that an earlier run took here, so the source"
                        + " does not give the same rows in the same order again");
        ImportException shorter = catchThrowableOfType(ImportException.class, () -> select(table, select, "1\n2\n"));
        assertThat(shorter).hasMessage("select row 2: it ends here, an earlier run took 4 rows from it");
        assertThat(target.events).hasSize(4);
    }

    @Test
    void refusesProgressItDoesNotKnow() throws IOException {
        Path file = file("e.ndjson", List.of(at(1, 10)));
        String name = file.toAbsolutePath().toString();
        target.progress.put(name, new byte[] {3, 0});
        assertThat(stopped(file, PAST))
                .hasMessageContaining(name + ": the progress")
                .hasMessageContaining("newer Varve");
        target.progress.put(name, new byte[0]);
        assertThat(stopped(file, PAST)).hasMessageContaining("unknown form");
        target.progress.put(name, new byte[] {1, 0});
        assertThat(stopped(file, PAST)).hasMessageContaining("cut short");
        target.progress.put(name, new byte[] {2, 0, 0});
        assertThat(stopped(file, PAST)).hasMessageContaining("cut short");
        assertThat(target.events).isEmpty();
    }

    @Test
    void saysInItsLastBatchThatTheSourceEnds() throws IOException {
        Path file = file("e.ndjson", List.of(at(1, 10), at(2, 11), at(3, 11)));
        target.failAfter(1);
        stopped(file, PAST);
        assertThat(stored(file).ended()).isFalse();
        assertThat(target.completed).isEmpty();
        target.failAfter(Integer.MAX_VALUE);
        run(file, PAST, ImportListener.NONE);
        assertThat(stored(file).ended()).isTrue();
        assertThat(target.completed).containsExactly(file.toAbsolutePath().toString());
    }

    @Test
    void goesOnBehindProgressOfVersion1() throws IOException {
        Path file = file("e.ndjson", List.of(at(1, 10), at(2, 11), at(3, 12)));
        target.failAfter(2);
        stopped(file, PAST);
        byte[] now = stored(file).encode();
        byte[] then = new byte[now.length - 1];
        System.arraycopy(now, 2, then, 1, then.length - 1);
        then[0] = 1;
        target.progress.put(file.toAbsolutePath().toString(), then);
        target.failAfter(Integer.MAX_VALUE);
        assertThat(run(file, PAST, ImportListener.NONE)).isEqualTo(new ImportResult(3, 1, 0, 2));
    }

    private BackfillProgress stored(Path file) {
        return BackfillProgress.decode(
                requireNonNull(target.progress.get(file.toAbsolutePath().toString())));
    }

    private ImportResult select(Path table, String select, String rows) {
        try {
            Files.writeString(table, rows);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        try (SqlSource source = SqlSource.open(select, "/table", directory.resolve("spill"))) {
            return new Importer(target, EventRules.defaults()).run(source, PAST, ImportListener.NONE);
        }
    }

    private ImportResult run(Path file, ImportOptions options, ImportListener listener) throws IOException {
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            return new Importer(target, EventRules.defaults()).run(source, options, listener);
        }
    }

    private ImportException stopped(Path file, ImportOptions options) {
        ImportException stopped =
                catchThrowableOfType(ImportException.class, () -> run(file, options, ImportListener.NONE));
        assertThat(stopped).isNotNull();
        return stopped;
    }

    private static List<Event> events(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            while (source.next()) {
                events.add(source.event());
            }
        }
        return events;
    }

    private static List<String> lines(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add(at(i, i));
        }
        return lines;
    }

    private static String at(int id, int second) {
        return "{\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"time\":\""
                + java.time.Instant.ofEpochSecond(second) + "\",\"data\":" + id + "}";
    }

    private Path file(String name, List<String> lines) throws IOException {
        return Files.write(directory.resolve(name), lines);
    }
}
