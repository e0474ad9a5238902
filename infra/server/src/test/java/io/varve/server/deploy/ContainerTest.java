package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.varve.server.access.ApiKeys;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image is built of what is there, and the compose file runs it as it wants to be run. */
final class ContainerTest {

    private static final Path SOURCE = Deployment.ROOT;

    private final Image image = Image.read();
    private final JsonNode compose = Deployment.yaml(Deployment.text("compose.yaml"));

    @Test
    void whatIsCopiedIsThereAndNotLeftOut() {
        List<String> sentAlong = Deployment.text("Dockerfile.dockerignore")
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(sentAlong)
                .allSatisfy(path -> assertThat(SOURCE.resolve(path)).exists());
        int copied = 0;
        for (Image.Instruction copy : of("COPY")) {
            List<String> words = copy.words();
            if (words.get(0).startsWith("--from=")) {
                continue;
            }
            for (String from : words.subList(0, words.size() - 1)) {
                assertThat(SOURCE.resolve(from)).exists();
                assertThat(sentAlong).as("sent to the builder").contains(from);
                copied++;
            }
        }
        assertThat(copied).isGreaterThan(5);
    }

    @Test
    void everyModuleOfTheRootPomIsThere() {
        String root = Deployment.text(SOURCE.resolve("pom.xml"));
        List<String> copied = of("COPY").stream()
                .flatMap(copy -> copy.words().stream())
                .map(path -> path.replaceAll("/pom\\.xml$", ""))
                .toList();
        assertThat(root.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("<module>"))
                        .map(line -> line.replaceAll("</?module>", "")))
                .hasSizeGreaterThan(3)
                .allSatisfy(module -> assertThat(copied).contains(module));
    }

    @Test
    void laterStagesCopyWhatTheBuildMakes() {
        Set<String> stages = new HashSet<>();
        for (Image.Instruction each : image.instructions()) {
            List<String> words = each.words();
            if (each.name().equals("FROM")) {
                assertThat(words.get(0)).as("a tag of its own").contains(":").doesNotEndWith(":latest");
                stages.add(words.get(words.size() - 1));
            } else if (words.get(0).startsWith("--from=")) {
                assertThat(stages).contains(words.get(0).substring("--from=".length()));
                assertThat(words.get(1)).startsWith("/source/infra/server/target/");
            }
        }
        String pom = Deployment.text(SOURCE.resolve("infra/server/pom.xml"));
        assertThat(pom).contains("<artifactId>varve-server</artifactId>", "${project.build.directory}/lib");
    }

    @Test
    void itRunsAsNobodyInParticularAndTellsWhetherItIsReady() {
        assertThat(Image.user()).matches("[1-9][0-9]{3,}");
        assertThat(image.last("HEALTHCHECK"))
                .contains("http://127.0.0.1:" + Deployment.settings().get("VARVE_SERVE_PORT") + "/health/ready");
        assertThat(image.last("EXPOSE")).isEqualTo(Deployment.settings().get("VARVE_SERVE_PORT"));
        assertThat(image.last("ENV")).contains("VARVE_DATA=" + Image.volume() + "/data");
        assertThat(image.last("ENTRYPOINT")).isEqualTo("[\"/opt/varve/varve\"]");
    }

    @Test
    void composeGivesSettingsThatTheServerTakes(@TempDir Path directory) {
        Map<String, String> given = new TreeMap<>();
        compose.at("/services/varve/environment")
                .properties()
                .forEach(variable ->
                        given.put(variable.getKey(), variable.getValue().asText()));
        assertThat(given.keySet()).isSubsetOf(Deployment.settings().keySet());
        VarveConfig config = ConfigReader.read(directory, null, given);
        assertThat(config.protection().isOn()).isTrue();
        assertThat(given.get("VARVE_COLD_ENDPOINT")).startsWith("http://localstack:4566");
    }

    @Test
    void composeBringsTheKeyThatPrometheusUses() {
        assertThat(compose.at("/services/varve/environment/VARVE_ACCESS_KEYS").asText())
                .isEqualTo("/run/secrets/varve-keys");
        ApiKeys keys = new ApiKeys(Deployment.DIRECTORY.resolve(
                compose.at("/secrets/varve-keys/file").asText()));
        JsonNode prometheus = Deployment.yaml(Deployment.text("compose/prometheus.yaml"));
        String token =
                prometheus.at("/scrape_configs/0/authorization/credentials").asText();
        assertThat(keys.principal(token)).as("whose token Prometheus has").isNotNull();
    }

    @Test
    void composePublishesToThisMachineAloneAndMountsWhatIsThere() {
        for (JsonNode service : compose.path("services")) {
            assertThat(Deployment.each(service.path("ports")).map(JsonNode::asText))
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(port).matches("127\\.0\\.0\\.1:\\d+:\\d+"));
            assertThat(service.path("image").asText()).matches("[\\w./-]+:(?!latest$)[\\w.-]+");
            Deployment.each(service.path("volumes"))
                    .map(volume -> volume.asText().split(":", -1)[0])
                    .filter(from -> from.startsWith("."))
                    .forEach(from ->
                            assertThat(Deployment.DIRECTORY.resolve(from)).exists());
            Deployment.each(service.path("volumes"))
                    .map(volume -> volume.asText().split(":", -1)[0])
                    .filter(from -> !from.startsWith("."))
                    .forEach(from -> assertThat(compose.path("volumes").has(from))
                            .as(from)
                            .isTrue());
        }
        for (JsonNode secret : compose.path("secrets")) {
            assertThat(Deployment.DIRECTORY.resolve(secret.path("file").asText()))
                    .exists();
        }
        assertThat(compose.at("/services/localstack/image").asText()).isEqualTo("localstack/localstack:4.14.0");
    }

    @Test
    void composeBuildsThisImageAndLetsItEndInOrder() {
        JsonNode varve = compose.at("/services/varve");
        Path context = Deployment.DIRECTORY.resolve(varve.at("/build/context").asText());
        assertThat(Files.exists(context.resolve(varve.at("/build/dockerfile").asText())))
                .isTrue();
        String grace = varve.path("stop_grace_period").asText();
        assertThat(grace).matches("\\d+s");
        assertThat(Integer.parseInt(grace.replace("s", ""))).isGreaterThan(Deployment.stopSeconds());
        assertThat(varve.at("/volumes/0").asText()).isEqualTo("data:" + Image.volume());
    }

    @Test
    void prometheusAndGrafanaFindWhatTheyAreTold() {
        JsonNode prometheus = Deployment.yaml(Deployment.text("compose/prometheus.yaml"));
        assertThat(prometheus.at("/scrape_configs/0/static_configs/0/targets/0").asText())
                .isEqualTo("varve:" + Deployment.settings().get("VARVE_SERVE_PORT"));
        mounts("prometheus", prometheus.at("/rule_files/0").asText());
        JsonNode source = Deployment.yaml(Deployment.text("compose/grafana/datasources/prometheus.yaml"));
        assertThat(source.at("/datasources/0/url").asText()).isEqualTo("http://prometheus:9090");
        JsonNode boards = Deployment.yaml(Deployment.text("compose/grafana/dashboards/varve.yaml"));
        mounts("grafana", boards.at("/providers/0/options/path").asText() + "/dashboard.json");
    }

    private void mounts(String service, String target) {
        assertThat(Deployment.each(compose.at("/services/" + service + "/volumes"))
                        .map(JsonNode::asText))
                .anySatisfy(volume -> assertThat(volume.split(":", -1)[1]).isEqualTo(target));
    }

    private List<Image.Instruction> of(String name) {
        return image.instructions().stream()
                .filter(each -> each.name().equals(name))
                .toList();
    }
}
