package io.varve.server.acceptance;

import static io.varve.server.acceptance.WholeReplay.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.server.cli.CommandLineHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that a careless archive would tidy up comes back byte for byte, from wherever it lies. */
final class TemptingPayloadsTest {

    private static final String JSON = "application/json";
    private static final int ONE_MEBIBYTE = 1 << 20;

    /** One day in each tier at the first of June. */
    private static final String[] DAYS = {"2026-01-10", "2026-04-10", "2026-05-30"};

    @TempDir
    Path temporary;

    /** What an event carries, and how its line says so. */
    private record Sample(String contentType, @Nullable Payload data, String member) {

        /** Stands in the line as it is. */
        static Sample inline(String json) {
            return new Sample(JSON, Payload.of(json.getBytes(StandardCharsets.UTF_8)), ",\"data\":" + json);
        }

        static Sample base64(String contentType, byte[] bytes) {
            return new Sample(
                    contentType,
                    Payload.of(bytes),
                    ",\"data_base64\":\"" + Base64.getEncoder().encodeToString(bytes) + '"');
        }

        static Sample base64(String json) {
            return base64(JSON, json.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Sample> samples() {
        byte[] noise = new byte[ONE_MEBIBYTE];
        new Random(7).nextBytes(noise);
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        Map<String, Sample> samples = new LinkedHashMap<>();
        samples.put("spacing", Sample.inline("{ \"a\" :1 ,\t\"b\":[ 1,2 , 3 ]  }"));
        samples.put("numbers", Sample.inline("{\"a\":1.0,\"b\":1.10,\"c\":1E+2,\"d\":-0,\"e\":0.1e-7}"));
        samples.put("digits", Sample.inline("{\"a\":12345678901234567890,\"b\":0.12345678901234567890123}"));
        samples.put("twice", Sample.inline("{\"a\":1,\"a\":2,\"a\":1}"));
        samples.put("order", Sample.inline("{\"z\":1,\"a\":2,\"\":3}"));
        samples.put(
                "escapes",
                Sample.inline("{\"a\":\"\\u00e9\\u0065\\/\\\"\\u0000\\ud83d\\ude00\\ud800\",\"\\u0061\":0}"));
        samples.put("letters", Sample.inline("{\"a\":\"é e\u0301 İı ẞ \u2028\u2029 😀\"}"));
        samples.put("scalar", Sample.inline("1.0"));
        samples.put("text", Sample.inline("\"just text\""));
        samples.put("null", Sample.base64("null"));
        samples.put("false", Sample.inline("false"));
        samples.put("lines", Sample.base64("{\r\n  \"a\": [1,\r\n\t2]\r\n}\r\n"));
        samples.put("edges", Sample.base64("\n {\"a\":1} \n\n"));
        samples.put("mark", Sample.base64("\uFEFF{\"a\":1}"));
        samples.put("noJson", Sample.base64("{'a': NaN,}"));
        samples.put("bytes", Sample.base64("application/x-protobuf", every));
        samples.put(
                "latin",
                Sample.base64("text/plain; charset=iso-8859-9", new byte[] {(byte) 0xdd, 0, (byte) 0xfd, 13, 10}));
        samples.put("empty", Sample.base64("text/plain", new byte[0]));
        samples.put("emptyJson", Sample.base64(""));
        samples.put("absent", new Sample(JSON, null, ""));
        samples.put("large", Sample.base64("application/octet-stream", noise));
        samples.put("largeJson", Sample.inline("\"" + "ab\\u0020".repeat(ONE_MEBIBYTE / 8 - 1) + "\""));
        return samples;
    }

    @Test
    void comeBackByteForByteFromEachTier() throws IOException {
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        Map<String, Sample> samples = samples();
        Path file = file(varve, samples);

        assertDone(varve.run("import", file.toString(), "--backfill"));
        assertSame(varve, samples);
        String printed = varve.run("replay", "--format", "cloudevents").out();

        assertDone(varve.run("migrate"));
        assertThat(varve.run("tiers", "--json").json())
                .containsEntry("tiers[0].events", Integer.toString(samples.size()))
                .containsEntry("tiers[1].events", Integer.toString(samples.size()))
                .containsEntry("tiers[2].events", Integer.toString(samples.size()));
        assertSame(varve, samples);
        assertThat(varve.run("replay", "--format", "cloudevents").out()).isEqualTo(printed);

        assertDone(varve.run("restore", DAYS[0]));
        assertThat(varve.run("tiers", "--json").json()).containsEntry("tiers[2].events", "0");
        assertSame(varve, samples);
        assertThat(varve.run("replay", "--format", "cloudevents").out()).isEqualTo(printed);
        assertDone(varve.run("verify"));
    }

    @Test
    void comeBackByteForByteThroughAnExport() throws IOException {
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        Map<String, Sample> samples = samples();
        assertDone(varve.run("import", file(varve, samples).toString(), "--backfill"));
        Path exported = varve.file(
                "exported.ndjson",
                varve.run("replay", "--format", "cloudevents").lines().toArray(new String[0]));

        CommandLineHarness other = new CommandLineHarness(temporary.resolve("other"), "2026-06-01T12:00:00Z");
        assertDone(other.run("import", exported.toString(), "--backfill"));
        assertSame(other, samples);
    }

    private static Path file(CommandLineHarness varve, Map<String, Sample> samples) {
        List<String> lines = new ArrayList<>();
        for (String day : DAYS) {
            samples.forEach((name, sample) -> lines.add("{\"specversion\":\"1.0\",\"id\":\"" + day + "-" + name
                    + "\",\"source\":\"/test\",\"subject\":\"" + name + "\",\"type\":\"Kept\",\"time\":\"" + day
                    + "T10:00:00Z\",\"datacontenttype\":\"" + sample.contentType() + "\"" + sample.member() + "}"));
        }
        return varve.file("samples.ndjson", lines.toArray(new String[0]));
    }

    private static void assertSame(CommandLineHarness varve, Map<String, Sample> samples) throws IOException {
        Map<String, Integer> seen = new HashMap<>();
        try (OpenArchive archive = OpenArchive.of(varve, "events")) {
            for (RecordedEvent recorded : archive.events()) {
                String name = recorded.event().subject().value();
                Sample sample = samples.get(name);
                Payload data = recorded.event().data();
                assertThat(sample).isNotNull();
                if (sample != null) {
                    assertThat(data == null ? null : data.bytes())
                            .as("%s of %s", name, recorded.event().id())
                            .isEqualTo(
                                    sample.data() == null ? null : sample.data().bytes());
                    assertThat(recorded.event().dataContentType()).isEqualTo(sample.contentType());
                }
                assertThat(recorded.version()).isEqualTo(seen.merge(name, 1, Integer::sum) - 1L);
            }
        }
        assertThat(seen)
                .hasSize(samples.size())
                .allSatisfy((name, times) -> assertThat(times).isEqualTo(DAYS.length));
    }
}
