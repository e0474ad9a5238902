package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each alert says how bad it is, and where it stands what to do. */
final class AlertsTest {

    private static final String FILE = "helm/varve/files/alerts.yaml";
    private static final String MANUAL = "docs/operations.md";
    private static final String HEADING = "\n## Alerts\n";

    private final List<JsonNode> rules = Deployment.each(
                    Deployment.yaml(Deployment.text(FILE)).at("/groups/0/rules"))
            .toList();

    @Test
    void eachIsNamedOnceAndSaysHowBadItIs() {
        assertThat(rules).extracting(rule -> rule.path("alert").asText()).doesNotHaveDuplicates();
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.path("alert").asText()).matches("Varve[A-Z]\\w+");
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(rule.at("/annotations/summary").asText()).contains("{{ $labels.");
        });
    }

    @Test
    void eachLeadsToASectionOfTheManualAndEachSectionIsLedTo() {
        Set<String> led = rules.stream()
                .map(rule -> rule.at("/annotations/runbook").asText())
                .collect(Collectors.toSet());
        assertThat(led).isEqualTo(sections());
    }

    /** The subsections of the manual's section on alerts, as links. */
    private static Set<String> sections() {
        String manual = Deployment.text(Deployment.ROOT.resolve(MANUAL));
        assertThat(manual).contains(HEADING);
        String section = manual.substring(manual.indexOf(HEADING) + HEADING.length());
        return section.substring(0, section.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("### "))
                .map(line -> MANUAL + "#" + anchor(line.substring("### ".length())))
                .collect(Collectors.toSet());
    }

    /** As GitHub and GitLab make one of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    @Test
    void prometheusTakesThemAndTheyFireWhenTheyShould() throws IOException, InterruptedException {
        Optional<Tool> promtool = Tool.find("promtool");
        assumeTrue(promtool.isPresent(), "promtool is not on this machine");
        Path directory = Deployment.DIRECTORY.resolve("compose");
        Tool.Answer answer = promtool.get().run(directory, Map.of(), "test", "rules", "alerts-test.yaml");
        assertThat(answer.exitCode()).as(answer.printed()).isZero();
    }
}
