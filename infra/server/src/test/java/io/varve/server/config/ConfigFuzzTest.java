package io.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.fuzz.Damage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile configurations: a value, or problems in one short line each that say where. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConfigFuzzTest {

    private static final long SEED = Long.getLong("varve.seed", 1);

    private static final String WHOLE = """
            append:
              durability: process
              maxDataBytes: 64KiB
            cold:
              bucket: archive
              endpoint: http://localhost:9000
              prefix: a/b.c/d=1
              accessKey: "0123"
              secretKey: 'secret'
            migration.grace: 36h
            migration:
              cron: 0 0/10 * * * ?
            serve: {host: 127.0.0.1, port: 7070}
            price:
              hot: 0.08 # a comment
            """;

    private static final String STRANGE =
            "&a *a << : - ? | > %YAML !!binary \u0000 \uFEFF \u2028 \uD83D\uDE00 ~ [ ] { } \t\" ' 1e9 0x7F 999999999d";

    @TempDir
    Path directory;

    @Test
    void damagedFilesAreValuesOrProblems() throws IOException {
        damagedFiles(600);
    }

    @Test
    @Tag("soak")
    void manyDamagedFilesAreValuesOrProblems() throws IOException {
        damagedFiles(300_000);
    }

    private void damagedFiles(int count) throws IOException {
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        byte[] strange = STRANGE.getBytes(StandardCharsets.UTF_8);
        int values = 0;
        for (long seed = SEED; seed < SEED + count; seed++) {
            Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
            Files.write(file(), new Damage(random).of(whole, random.nextBoolean() ? strange : whole));
            try {
                ConfigReader.read(directory, null, Map.of());
                values++;
            } catch (ConfigException e) {
                requireShort(e.problems(), "seed " + seed);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("failed with -Dvarve.seed=" + seed, e);
            }
        }
        assertThat(values).isPositive();
    }

    @Test
    void aliasesDoNotMultiply() throws IOException {
        StringBuilder laughs = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d {l: *a%d, r: *a%d}\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(problems(laughs.toString())).singleElement().asString().contains("write out what has an alias");
        assertThat(problems("a: &a {b: *a}\n")).singleElement().asString().contains("write out what has an alias");
    }

    @Test
    void nestingIsBounded() throws IOException {
        assertThat(problems("a: " + "[".repeat(500_000))).isNotEmpty();
        assertThat(problems("a: " + "{b: ".repeat(200_000))).isNotEmpty();
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            steps.append(" ".repeat(i)).append("a:\n");
        }
        assertThat(problems(steps.toString())).isNotEmpty();
    }

    @Test
    void longWordsAreNotComparedLetterByLetter() throws IOException {
        assertThat(problems("? " + "k".repeat(900_000) + "\n: 1\n"))
                .singleElement()
                .asString()
                .contains("unknown key");
        assertThat(problems("log:\n  level: " + "e".repeat(900_000) + "\n"))
                .singleElement()
                .asString()
                .startsWith("varve.yaml line 2: log.level is 'eee")
                .contains("longer than 1024 characters");
        assertThat(problems("a" + "\n".repeat(2_000_000)))
                .singleElement()
                .asString()
                .contains("longer than 1048576");
    }

    @Test
    void aPrefixIsCheckedInOnePass() throws IOException {
        assertThat(problems("cold:\n  bucket: archive\n  prefix: " + "a".repeat(1_000) + "!\n"))
                .singleElement()
                .asString()
                .contains("cold.prefix is 'aaa");
        Files.writeString(file(), "cold:\n  bucket: archive\n  prefix: " + "a/".repeat(50) + "\n");
        assertThat(ConfigReader.read(directory, null, Map.of()).cold()).isNotNull();
    }

    @Test
    void namesTheLineThatIsNoText() throws IOException {
        Files.write(file(), new byte[] {'a', ':', '\n', '#', (byte) 0xC3, '\n'});
        assertThat(problems()).containsExactly("varve.yaml line 2: holds bytes that are no UTF-8 text");
        Files.write(file(), new byte[] {'\n', '\n', '#', 0, '\n'});
        assertThat(problems()).containsExactly("varve.yaml line 3: holds bytes that are no UTF-8 text");
    }

    @Test
    void whatIsShownStaysInItsLine() throws IOException {
        assertThat(problems("log:\n  level: \"a\\nb\\u2028c\\u202Ed\"\n"))
                .singleElement()
                .asString()
                .startsWith("varve.yaml line 2: log.level is 'a\\u000Ab\\u2028c\\u202Ed', must be error");
        assertThat(problems("\"a\\nb\": 1\n")).containsExactly("varve.yaml line 1: unknown key a\\u000Ab");
    }

    @Test
    void aVariableOfTheEnvironmentIsBoundedToo() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigReader.read(
                        directory,
                        null,
                        Map.of("VARVE_LOG_LEVEL", "\u0001".repeat(1_000_000), "VARVE_LOG_" + "X".repeat(9_000), "1")));
        assertThat(e.problems()).hasSize(2);
        requireShort(e.problems(), "environment");
    }

    private List<String> problems(String yaml) throws IOException {
        Files.writeString(file(), yaml);
        return problems();
    }

    private List<String> problems() {
        List<String> problems = catchThrowableOfType(
                        ConfigException.class, () -> ConfigReader.read(directory, null, Map.of()))
                .problems();
        requireShort(problems, "hostile");
        return problems;
    }

    private static void requireShort(List<String> problems, String as) {
        assertThat(problems).as(as).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem).hasSizeLessThan(1_000);
            assertThat(problem.codePoints().filter(Character::isISOControl).count())
                    .isZero();
        });
    }

    private Path file() {
        return directory.resolve(ConfigReader.FILE_NAME);
    }
}
