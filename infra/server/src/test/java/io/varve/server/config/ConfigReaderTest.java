package io.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.append.Durability;
import io.varve.query.state.FullReplay;
import io.varve.tiering.cold.S3Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {

    @TempDir
    Path directory;

    @Test
    void hasADefaultForEverything() {
        VarveConfig config = ConfigReader.read(directory, null, Map.of());
        assertThat(config.append()).isEqualTo(new VarveConfig.Append(Durability.DISK, 1 << 20, 64 << 20, 512L << 20));
        assertThat(config.cold()).isNull();
        assertThat(config.migration().grace()).isEqualTo(Duration.ofHours(24));
        assertThat(config.serve().host()).isEqualTo("127.0.0.1");
        assertThat(config.serve().port()).isEqualTo(7070);
        assertThat(config.snapshots().fullReplay()).isEqualTo(FullReplay.ALLOW);
    }

    @Test
    void readsTheFileInTheDataDirectoryAndLetsTheEnvironmentGoBefore() throws IOException {
        write("""
                append:
                  durability: process
                  maxDataBytes: 64KiB
                cold:
                  bucket: archive
                  endpoint: http://localhost:9000
                  accessKey: 0123
                  secretKey: secret
                migration.grace: 36h
                """);
        VarveConfig config = ConfigReader.read(
                directory, null, Map.of("VARVE_COLD_BUCKET", "other", "VARVE_MIGRATION_GRACE", "10s", "PATH", "/bin"));
        assertThat(config.append().durability()).isEqualTo(Durability.PROCESS);
        assertThat(config.append().maxDataBytes()).isEqualTo(65_536);
        S3Config cold = Objects.requireNonNull(config.cold());
        assertThat(cold.bucket()).isEqualTo("other");
        assertThat(Objects.requireNonNull(cold.credentials()).accessKey()).isEqualTo("0123");
        assertThat(config.migration().grace()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void tellsOfEveryProblemAtOnceEachInALineThatNamesTheKey() throws IOException {
        write("""
                append:
                  durabilty: disk
                  durability: dsik
                  maxDataBytes: 64 apples
                cold:
                  endpoint: http://localhost:9000
                  accessKey: abc
                  storageClass: GLACIER
                migration:
                  cron: every minute
                serve:
                  port: [7070]
                verify:
                """);
        List<String> problems = problems(Map.of("VARVE_COLD_BUKET", "x", "VARVE_SERVICE_HOST", "10.0.0.1"));
        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("varve.yaml line 2: unknown key append.durabilty, did you mean append.durability?"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("varve.yaml line 3: append.durability is 'dsik', must be disk or process; "
                                + "did you mean disk?"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("varve.yaml line 4: append.maxDataBytes is '64 apples', must be a size from 1 B"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("varve.yaml line 6: cold.endpoint is given, then cold.bucket must be given too"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("varve.yaml line 7: cold.accessKey is given, then cold.secretKey must be given too"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("varve.yaml line 8: cold.storageClass is 'GLACIER', must be STANDARD, "))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("varve.yaml line 10: migration.cron is 'every minute', must be a Quartz cron"))
                .anySatisfy(problem ->
                        assertThat(problem).isEqualTo("varve.yaml line 12: serve.port is a list, must be one value"))
                .anySatisfy(problem -> assertThat(problem).contains("line 13: verify has no value"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo(
                                "environment variable VARVE_COLD_BUKET: is unknown, did you mean VARVE_COLD_BUCKET?"))
                .noneSatisfy(problem -> assertThat(problem).contains("VARVE_SERVICE_HOST"))
                .allSatisfy(problem -> assertThat(problem).doesNotContain("\n"))
                .doesNotHaveDuplicates();
    }

    @Test
    void neverPrintsASecret() throws IOException {
        write("""
                cold:
                  bucket: archive
                  accessKey: abc
                  secretKey: "   "
                """);
        assertThat(problems(Map.of())).containsExactly("varve.yaml line 4: cold.secretKey is given, must be not blank");
    }

    @Test
    void makesNoObjectsOfTagsAndSaysWhatIsNotYaml() throws IOException {
        write("append: !!javax.script.ScriptEngineManager {durability: disk}\n");
        assertThat(problems(Map.of())).singleElement().asString().contains("Global tag is not allowed");
        write("append: {durability: disk\n");
        assertThat(problems(Map.of()))
                .singleElement()
                .asString()
                .contains("line")
                .contains("is not YAML");
        write("just words\n");
        assertThat(problems(Map.of())).singleElement().asString().contains("must hold keys and values");
    }

    @Test
    void namesAFileThatIsNotThere() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> ConfigReader.read(directory, directory.resolve("absent.yaml"), Map.of()));
        assertThat(e.problems()).singleElement().asString().startsWith("absent.yaml: cannot be read");
    }

    private List<String> problems(Map<String, String> environment) {
        return catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(directory, null, environment))
                .problems();
    }

    private void write(String yaml) throws IOException {
        Files.writeString(directory.resolve(ConfigReader.FILE_NAME), yaml);
    }
}
