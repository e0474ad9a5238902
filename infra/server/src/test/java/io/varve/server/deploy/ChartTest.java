package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The chart renders, and what it renders fits the server. */
final class ChartTest {

    private static final Path CHART = Deployment.DIRECTORY.resolve("helm/varve");
    private static final Pattern VALUE = Pattern.compile("\\.Values((?:\\.\\w+)+)");

    @Test
    void everyValueThatATemplateAsksForIsThereAndInTheSchema() {
        JsonNode values = Deployment.yaml(Deployment.text("helm/varve/values.yaml"));
        JsonNode schema = Deployment.json(Deployment.text("helm/varve/values.schema.json"));
        Set<String> asked = new TreeSet<>();
        for (Path template : Deployment.files("helm/varve/templates")) {
            for (Matcher value = VALUE.matcher(Deployment.text(template)); value.find(); ) {
                asked.add(value.group(1));
            }
        }
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(asked).allSatisfy(path -> {
            assertThat(values.at(path.replace('.', '/')).isMissingNode())
                    .as("values.yaml: %s", path)
                    .isFalse();
            assertThat(schema.at(path.replace(".", "/properties/")).isMissingNode())
                    .as("values.schema.json: %s", path)
                    .isFalse();
        });
        assertThat(asked.stream().map(path -> path.replaceAll("^\\.(\\w+).*", "$1")))
                .containsAll(names(values));
    }

    @Test
    void itIsOfTheVersionThatIsBuilt() {
        String pom = Deployment.text(Deployment.ROOT.resolve("pom.xml"));
        String version = Deployment.yaml(Deployment.text("helm/varve/Chart.yaml"))
                .path("appVersion")
                .asText();
        assertThat(pom).contains("<artifactId>varve</artifactId>\n  <version>" + version + "</version>");
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(property -> property.getKey()).toList();
    }

    /** Helm itself, as a native library that the tests bring along for these machines. */
    @Nested
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    final class Rendered {

        @Test
        void helmFindsNothingWrong() {
            LintResult result = new Helm(CHART).lint().strict().call();
            assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        }

        @Test
        void onePodOnOneVolumeThatEndsInOrder() {
            JsonNode set = only("StatefulSet", template());
            assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
            assertThat(set.at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                            .asText())
                    .isEqualTo("Retain");
            assertThat(set.at("/spec/volumeClaimTemplates")).hasSize(1);
            JsonNode pod = set.at("/spec/template/spec");
            assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThan(Deployment.stopSeconds());
            assertThat(pod.path("enableServiceLinks").asBoolean(true))
                    .as("a service named varve-cold would give VARVE_COLD_SERVICE_HOST, an unknown setting")
                    .isFalse();
            assertThat(pod.at("/securityContext/runAsUser").asText())
                    .as("the user of the image")
                    .isEqualTo(Image.user());
            JsonNode container = pod.at("/containers/0");
            assertThat(container.at("/volumeMounts/0/mountPath").asText()).isEqualTo(Image.volume());
            assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        }

        @Test
        void itsVariablesAreSettings() {
            List<JsonNode> rendered = Deployment.yamls(
                    template().set("settings.VARVE_COLD_BUCKET", "my-archive").call());
            JsonNode container = one("StatefulSet", rendered).at("/spec/template/spec/containers/0");
            List<String> names = Deployment.each(container.path("env"))
                    .map(variable -> variable.path("name").asText())
                    .toList();
            Set<String> known = new TreeSet<>(Deployment.settings().keySet());
            known.add("VARVE_DATA");
            assertThat(names).contains("VARVE_COLD_BUCKET", "VARVE_SERVE_HOST").isSubsetOf(known);
            assertThat(container.at("/ports/0/containerPort").asText())
                    .isEqualTo(Deployment.settings().get("VARVE_SERVE_PORT"));
        }

        @Test
        void selectorsMeetThePod() {
            List<JsonNode> rendered = Deployment.yamls(everything().call());
            JsonNode set = one("StatefulSet", rendered);
            JsonNode labels = set.at("/spec/template/metadata/labels");
            JsonNode service = one("Service", rendered);
            for (JsonNode selector : List.of(
                    set.at("/spec/selector/matchLabels"),
                    service.at("/spec/selector"),
                    one("PodDisruptionBudget", rendered).at("/spec/selector/matchLabels"))) {
                assertThat(selector).isNotEmpty();
                selector.properties()
                        .forEach(
                                label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
            }
            assertThat(set.at("/spec/serviceName")).isEqualTo(service.at("/metadata/name"));
            assertThat(one("ServiceMonitor", rendered)
                            .at("/spec/endpoints/0/path")
                            .asText())
                    .isEqualTo("/metrics");
            assertThat(one("PodDisruptionBudget", rendered)
                            .at("/spec/maxUnavailable")
                            .asInt(-1))
                    .isZero();
        }

        @Test
        void alertsAndDashboardComeAsTheyAre() {
            List<JsonNode> rendered = Deployment.yamls(everything().call());
            assertThat(one("PrometheusRule", rendered).at("/spec/groups"))
                    .isEqualTo(Deployment.yaml(Deployment.text("helm/varve/files/alerts.yaml"))
                            .path("groups"));
            assertThat(Deployment.json(
                            one("ConfigMap", rendered).at("/data/varve.json").asText()))
                    .isEqualTo(Deployment.json(Deployment.text("helm/varve/files/dashboard.json")));
        }

        @Test
        void keysAreMountedAndSecretsReferredTo() {
            List<JsonNode> rendered = Deployment.yamls(everything().call());
            JsonNode pod = one("StatefulSet", rendered).at("/spec/template/spec");
            assertThat(pod.at("/containers/0/envFrom/0/secretRef/name").asText())
                    .isEqualTo("bucket");
            assertThat(pod.at("/volumes").findValuesAsText("secretName")).containsExactly("keys");
            assertThat(pod.at("/containers/0/volumeMounts").findValuesAsText("mountPath"))
                    .contains("/run/secrets/varve");
        }

        @Test
        void whatCannotWorkIsRefused() {
            refuses("replicas", "2");
            refuses("settings.VARVE_COLD_SECRET_KEY", "x");
            refuses("settings.COLD_BUCKET", "x");
            refuses("persistence.accessMode", "ReadWriteMany");
            refuses("terminationGracePeriodSeconds", "30");
        }

        private void refuses(String name, String value) {
            assertThatThrownBy(() -> template().set(name, value).call())
                    .as(name)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("schema");
        }

        private TemplateCommand template() {
            return new Helm(CHART).template().withName("archive").withKubeVersion("v1.31.0");
        }

        private TemplateCommand everything() {
            return template()
                    .set("apiKeys.secretName", "keys")
                    .set("settingsFromSecrets[0]", "bucket")
                    .set("podDisruptionBudget.enabled", "true")
                    .set("serviceMonitor.enabled", "true")
                    .set("prometheusRule.enabled", "true")
                    .set("grafanaDashboard.enabled", "true");
        }

        private JsonNode only(String kind, TemplateCommand template) {
            return one(kind, Deployment.yamls(template.call()));
        }

        private JsonNode one(String kind, List<JsonNode> rendered) {
            List<JsonNode> found = rendered.stream()
                    .filter(each -> each.path("kind").asText().equals(kind))
                    .toList();
            assertThat(found).as(kind).hasSize(1);
            return found.get(0);
        }
    }
}
