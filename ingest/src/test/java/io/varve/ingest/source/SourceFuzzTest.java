package io.varve.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.fuzz.Damage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile sources: an error that names the place, or events. */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SourceFuzzTest {

    private static final long SEED = Long.getLong("varve.seed", 1);
    private static final int LINES = 40;

    @TempDir
    Path directory;

    private final List<Event> events = new ArrayList<>();

    @Test
    void damagedLinesAreNamedOrAreEvents() throws IOException {
        damagedLines(3_000);
    }

    @Test
    @Tag("soak")
    void manyDamagedLinesAreNamedOrAreEvents() throws IOException {
        damagedLines(1_000_000);
    }

    private void damagedLines(int count) throws IOException {
        byte[] text = text();
        String[] lines = new String(text, StandardCharsets.UTF_8).split("\n", -1);
        for (long seed = SEED; seed < SEED + count; seed++) {
            Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
            byte[] line = lines[random.nextInt(LINES)].getBytes(StandardCharsets.UTF_8);
            byte[] damaged = new Damage(random).of(line, text);
            try {
                Event event = CloudEventJson.parse(damaged, 0, damaged.length);
                EventRules.defaults().check(event);
                byte[] content = EventCodec.encode(event);
                assertThat(EventCodec.decode(content, 0, content.length)).isEqualTo(event);
            } catch (InvalidEventException e) {
                requireOneLine(e, seed);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("failed with -Dvarve.seed=" + seed, e);
            }
        }
    }

    @Test
    void damagedFilesAreNamedOrAreEvents() throws IOException {
        damagedFiles(300);
    }

    @Test
    @Tag("soak")
    void manyDamagedFilesAreNamedOrAreEvents() throws IOException {
        damagedFiles(30_000);
    }

    private void damagedFiles(int count) throws IOException {
        byte[] text = text();
        byte[][] files = {text, gzip(text), Zstd.compress(text)};
        String[] names = {"events.ndjson", "events.ndjson.gz", "events.ndjson.zst"};
        for (long seed = SEED; seed < SEED + count; seed++) {
            Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
            int kind = random.nextInt(files.length);
            byte[] damaged = new Damage(random).of(files[kind], files[random.nextInt(files.length)]);
            Path file = Files.write(directory.resolve(names[kind]), damaged);
            int same = Arrays.mismatch(text, damaged);
            long wholeLines = kind != 0
                    ? 0
                    : new String(text, 0, same < 0 ? text.length : same, StandardCharsets.ISO_8859_1)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            try {
                requireEvents(file, (int) wholeLines, seed);
                requireImport(file, seed);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("failed with -Dvarve.seed=" + seed, e);
            }
        }
    }

    /** Reads on behind bad lines; what stands on the first lines is what was written there. */
    private void requireEvents(Path file, int wholeLines, long seed) {
        List<Event> read = new ArrayList<>();
        try (CloudEventsFile source = CloudEventsFile.open(file, 1 << 20)) {
            for (int bad = 0; bad < 100_000; ) {
                try {
                    if (!source.next()) {
                        break;
                    }
                    read.add(source.event());
                } catch (InvalidEventException e) {
                    bad++;
                    requireOneLine(e, seed);
                    assertThat(source.where()).startsWith(file + " line ");
                }
            }
        } catch (IOException e) {
            requireOneLine(e, seed);
        }
        assertThat(read.subList(0, Math.min(wholeLines, read.size()))).isEqualTo(events.subList(0, wholeLines));
    }

    /** An import stops at the first bad line, and says truly how much it took. */
    private static void requireImport(Path file, long seed) {
        RecordingTarget target = new RecordingTarget();
        try (CloudEventsFile source = CloudEventsFile.open(file, 1 << 20)) {
            ImportResult result = new Importer(target, EventRules.defaults())
                    .run(source, new ImportOptions(false, 7), ImportListener.NONE);
            assertThat(result.read()).isEqualTo(target.events.size());
        } catch (ImportException e) {
            requireOneLine(e, seed);
            assertThat(e).hasMessageStartingWith(file.toString());
            assertThat(e.soFar().appended()).isEqualTo(target.events.size());
        } catch (IOException e) {
            requireOneLine(e, seed);
        }
    }

    @Test
    void hostileLinesAreRefusedByName() {
        refused("[".repeat(2_000_000), "must be a JSON object");
        refused("{\"id\":" + "[".repeat(1_000_000), "attribute 'id' must be a string");
        refused(event("\"data\":" + "[".repeat(500_000) + "]".repeat(500_000)), "nested deeper than 1000 levels");
        refused(event("\"data\":" + "{\"a\":".repeat(300_000)), "nested deeper than 1000 levels");
        refused(event("\"id\":\"2\""), "attribute 'id' is given twice");
        refused(event("\"x\":" + "9".repeat(1_000_000)), "at most 32 bits");
        refused(event("\"x\":1e" + "9".repeat(1_000_000)), "must be a string, an integer or a boolean");
        refused(event("\"" + "n".repeat(1_000_000) + "\":[]"), "must be a string, an integer or a boolean");
        refused(event("\"time\":\"" + "9".repeat(1_000_000) + "\""), "must be a time of RFC 3339");
        refused(event("\"time\":\"+999999999-12-31T23:59:59Z\""), "must be a time of RFC 3339");
        refused(event("\"data_base64\":\"" + "=".repeat(1_000_000) + "\""), "is not Base64");
        refused(event("\"data\":\"\\u0000\\ud800"), "the text ends too early");
        StringBuilder many = new StringBuilder("\"a0\":1");
        for (int i = 1; i < 100_000; i++) {
            many.append(",\"a").append(i).append("\":").append(i);
        }
        refused(event(many.toString()), "more than 64 extension attributes");
    }

    @Test
    void dataOfAnyNumberIsKeptToTheLetter() {
        String number = "-" + "9".repeat(500_000) + "." + "1".repeat(500_000) + "E+" + "7".repeat(1_000);
        byte[] line = bytes(event("\"data\":{\"n\":" + number + "}"));
        Event event = CloudEventJson.parse(line, 0, line.length);
        assertThat(String.valueOf(event.data())).isEqualTo("{\"n\":" + number + "}");
    }

    @Test
    void aBombOfOneLineIsRefusedWithoutUnpackingIt() throws IOException {
        byte[] bomb = Zstd.compress(new byte[64 << 20]);
        for (String name : List.of("bomb.zst", "bomb.gz")) {
            Path file = directory.resolve(name);
            Files.write(file, name.endsWith("zst") ? bomb : gzip(new byte[8 << 20]));
            try (CloudEventsFile source = CloudEventsFile.open(file, 1 << 16)) {
                assertThatThrownBy(source::next)
                        .isInstanceOf(InvalidEventException.class)
                        .hasMessage("the line is longer than 65536 bytes");
                assertThat(source.next()).isFalse();
            }
        }
    }

    @Test
    void hostileRowsAreRefusedByName() {
        row("NULL AS id", "column 'id' is NULL");
        row("'a' AS id, 'infinity'::TIMESTAMP AS time", "infinite");
        row("'a' AS id, '9999999-01-01' AS time", "must be ISO 8601");
        row("'a' AS id, repeat('9', 100000) AS time", "must be ISO 8601");
        row("'a' AS id, repeat('[', 100000) AS data", "column 'data' is not JSON: nested deeper");
        row("'a' AS id, '{\"a\"' AS data", "column 'data' is not JSON");
        row("error('this row is bad') AS id", "this row is bad");
        row("'abc'::INTEGER AS id", "Could not convert");
    }

    @Test
    void damagedTablesAreNamedOrAreRows() throws IOException {
        StringBuilder csv = new StringBuilder("id,subject,type,time,data\n");
        for (int i = 0; i < 200; i++) {
            csv.append(i).append(",a").append(i % 7).append(",T,2026-01-01T00:00:00Z,{}\n");
        }
        byte[] whole = bytes(csv.toString());
        int rows = 0;
        for (long seed = SEED; seed < SEED + 8; seed++) {
            Path file = Files.write(
                    directory.resolve("t" + seed + ".csv"), new Damage(new Random(seed * 31)).of(whole, whole));
            try (SqlSource source = SqlSource.open("SELECT * FROM '" + file + "'", "/s", directory.resolve("spill"))) {
                while (source.next()) {
                    EventRules.defaults().check(source.event());
                    rows++;
                }
            } catch (SqlSourceException | InvalidEventException e) {
                requireOneLine(e, seed);
            }
        }
        assertThat(rows).isPositive();
    }

    private void row(String columns, String message) {
        String rest = ", 's' AS subject, 'T' AS type" + (columns.contains("AS time") ? "" : ", NULL AS time")
                + (columns.contains("AS data") ? "" : ", NULL AS data");
        assertThatThrownBy(() -> {
                    try (SqlSource source =
                            SqlSource.open("SELECT " + columns + rest, "/s", directory.resolve("spill"))) {
                        source.next();
                    }
                })
                .as(columns)
                .isInstanceOfAny(InvalidEventException.class, SqlSourceException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private static void refused(String line, String message) {
        byte[] bytes = bytes(line);
        assertThatThrownBy(() -> CloudEventJson.parse(bytes, 0, bytes.length))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(message)
                .satisfies(e -> requireOneLine(e, 0));
    }

    private static void requireOneLine(Throwable e, long seed) {
        assertThat(e.getMessage())
                .as("seed %d", seed)
                .isNotBlank()
                .doesNotContain("\n")
                .hasSizeLessThan(1_000);
    }

    private static String event(String more) {
        return "{\"id\":\"1\",\"source\":\"/s\",\"subject\":\"a\",\"type\":\"T\"," + more + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Lines of events, which are kept in {@link #events}. */
    private byte[] text() throws IOException {
        RandomEvents random = new RandomEvents(new Random(7));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventLineWriter writer = new EventLineWriter(LineFormat.CLOUDEVENTS, out);
        for (int i = 0; i < LINES; i++) {
            writer.write(random.nextRecorded());
        }
        writer.flush();
        byte[] text = out.toByteArray();
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                byte[] bytes = bytes(line);
                events.add(CloudEventJson.parse(bytes, 0, bytes.length));
            }
        }
        assertThat(events).hasSize(LINES);
        return text;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
