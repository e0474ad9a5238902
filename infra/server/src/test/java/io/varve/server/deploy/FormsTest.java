package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is YAML or JSON parses, and no key stands twice. */
final class FormsTest {

    @Test
    void everyFileIsOfItsForm() {
        List<String> read = new ArrayList<>();
        for (Path file : Deployment.files(".")) {
            String name = file.getFileName().toString();
            boolean isTemplate = file.toString().contains("/templates/");
            if (name.endsWith(".yaml") && !isTemplate) {
                assertThat(Deployment.yaml(Deployment.text(file))).as(name).isNotEmpty();
                read.add(name);
            } else if (name.endsWith(".json") || name.endsWith(".json.tftpl")) {
                assertThat(Deployment.json(Deployment.text(file))).as(name).isNotEmpty();
                read.add(name);
            }
        }
        assertThat(read)
                .contains("compose.yaml", "values.yaml", "alerts.yaml", "dashboard.json", "values.schema.json")
                .contains("varve.json.tftpl", "prometheus.yaml");
    }
}
