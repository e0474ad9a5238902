package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.server.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of systemd and its environment. */
final class SystemdTest {

    private static final String UNIT = "systemd/varve.service";
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^#?([A-Z][A-Z_]+)=(.*)$");

    /** Keys of the section Service by key; what is given several times is joined. */
    private final Map<String, String> service = section("Service");

    private static Map<String, String> section(String name) {
        Map<String, String> keys = new HashMap<>();
        String current = "";
        for (String line : Deployment.text(UNIT).lines().toList()) {
            if (line.startsWith("[")) {
                current = line.substring(1, line.length() - 1);
            } else if (!line.isBlank() && !line.startsWith("#") && current.equals(name)) {
                String[] pair = line.split("=", 2);
                assertThat(pair).as(line).hasSize(2);
                keys.merge(pair[0], pair[1], (one, other) -> one + " " + other);
            }
        }
        return keys;
    }

    @Test
    void hasItsThreeSections() {
        assertThat(Deployment.text(UNIT).lines().filter(line -> line.startsWith("[")))
                .containsExactly("[Unit]", "[Service]", "[Install]");
        assertThat(section("Install")).containsEntry("WantedBy", "multi-user.target");
    }

    @Test
    void runsTheInstalledLauncherAndLetsItEndInOrder() {
        assertThat(service.get("ExecStart")).isEqualTo(installed() + " serve");
        assertThat(service.get("TimeoutStopSec")).matches("\\d+s");
        assertThat(Integer.parseInt(service.getOrDefault("TimeoutStopSec", "").replace("s", "")))
                .isGreaterThan(Deployment.stopSeconds());
        assertThat(service)
                .containsEntry("Restart", "on-failure")
                .containsEntry("RestartPreventExitStatus", "2")
                .containsEntry("SuccessExitStatus", "143")
                .containsEntry("User", "varve");
        assertThat(Integer.parseInt(service.getOrDefault("LimitNOFILE", "0"))).isGreaterThan(10_000);
        assertThat(service.get("Environment"))
                .isEqualTo("VARVE_DATA=/var/lib/" + service.get("StateDirectory") + "/data");
    }

    private static String installed() {
        return Image.read().last("ENTRYPOINT").replaceAll("[\\[\\]\"]", "");
    }

    @Test
    void mayWriteItsStateAloneAndCompileAsItRuns() {
        assertThat(service)
                .containsEntry("ProtectSystem", "strict")
                .containsEntry("NoNewPrivileges", "yes")
                .containsEntry("CapabilityBoundingSet", "")
                .containsEntry("PrivateTmp", "yes")
                .doesNotContainKeys("MemoryDenyWriteExecute", "ReadWritePaths");
    }

    @Test
    void theEnvironmentNamesSettingsThatTheServerTakes(@TempDir Path directory) {
        String file = Deployment.text("systemd/varve.env");
        Set<String> names = new TreeSet<>();
        Map<String, String> given = new HashMap<>();
        ASSIGNMENT.matcher(file).results().forEach(line -> {
            names.add(line.group(1));
            String value = line.group(2);
            given.put(line.group(1), value.isEmpty() ? "x" : value);
        });
        Set<String> known = new TreeSet<>(Deployment.settings().keySet());
        known.addAll(List.of("JAVA_OPTS", "JAVA_HOME"));
        assertThat(names).hasSizeGreaterThan(5).isSubsetOf(known);
        assertThat(ConfigReader.read(directory, null, given).protection().isOn())
                .isTrue();
        assertThat(file)
                .as("JAVA_OPTS as the image has them")
                .contains(Image.read().last("ENV").replaceAll(".*JAVA_OPTS=\"(.*)\".*", "JAVA_OPTS=$1"));
    }

    @Test
    void systemdFindsNothingWrong(@TempDir Path directory) throws IOException, InterruptedException {
        Optional<Tool> analyze = Tool.find("systemd-analyze");
        assumeTrue(analyze.isPresent(), "systemd-analyze is not on this machine");
        Path unit = directory.resolve("varve.service");
        Files.writeString(unit, Deployment.text(UNIT).replace("=" + installed(), "=/bin/true"));
        Tool.Answer answer = analyze.get().run(directory, Map.of(), "verify", unit.toString());
        assertThat(answer.printed()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }
}
