package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.varve.server.archive.Archive;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.VarveServer;
import io.varve.server.s3.OutsideBucket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboard, alerts and manual name what a server really answers. */
final class MetricsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern WATCHED = Pattern.compile("`(varve_\\w+)`");

    private static final Set<String> metrics = new TreeSet<>();
    private static final Set<String> labels = new HashSet<>();

    @BeforeAll
    static void scrape(@TempDir Path directory) throws IOException, InterruptedException {
        try (OutsideBucket bucket = OutsideBucket.start(directory.resolve("bucket"))) {
            // protected, for then every metric that may be there is
            Map<String, String> environment = new HashMap<>(bucket.protectedEnvironment());
            environment.put("VARVE_SERVE_PORT", "0");
            scrape(ConfigReader.read(directory.resolve("data"), null, environment));
        }
        assertThat(metrics).hasSizeGreaterThan(20);
        assertThat(labels).contains("log", "tier");
    }

    private static void scrape(VarveConfig config) throws IOException, InterruptedException {
        try (Archive archive = Archive.open(config, () -> NOW)) {
            archive.log(Archive.DEFAULT_LOG);
            try (VarveServer server = VarveServer.start(archive, config.serve())) {
                URI root = URI.create("http://127.0.0.1:" + server.port());
                HttpClient client = HttpClient.newHttpClient();
                HttpRequest subscription = HttpRequest.newBuilder(root.resolve("/v1/logs/events/subscriptions/one"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
                assertThat(client.send(subscription, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(201);
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(root.resolve("/metrics")).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                for (Matcher sample = SAMPLE.matcher(answer.body()); sample.find(); ) {
                    metrics.add(sample.group(1));
                    String of = sample.group(2) == null ? "" : sample.group(2);
                    LABEL.matcher(of).results().forEach(label -> labels.add(label.group(1)));
                }
            }
        }
    }

    @Test
    void everyAlertAsksForWhatIsThere() {
        List<String> expressions = alertExpressions();
        assertThat(expressions).hasSizeGreaterThan(10);
        expressions.forEach(MetricsTest::isServed);
    }

    @Test
    void everyPanelAsksForWhatIsThere() {
        List<String> expressions = dashboardExpressions();
        assertThat(expressions).hasSizeGreaterThan(20);
        expressions.forEach(MetricsTest::isServed);
    }

    @Test
    void whatTheManualSaysToWatchIsThereAndIsShown() {
        String shown = String.join("\n", dashboardExpressions());
        String manual = Deployment.text(Deployment.ROOT.resolve("docs/operations.md"));
        String section = manual.substring(manual.indexOf("## What to watch"));
        List<String> watched = WATCHED.matcher(section.substring(0, section.indexOf("\n## ")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(watched).hasSizeGreaterThan(20).isSubsetOf(metrics);
        assertThat(watched).allSatisfy(metric -> assertThat(shown).contains(metric));
    }

    private static void isServed(String expression) {
        Promql promql = Promql.of(expression);
        assertThat(promql.metrics()).as(expression).isNotEmpty().isSubsetOf(metricsAnd("up"));
        assertThat(promql.labels()).as(expression).isSubsetOf(labels);
    }

    /** {@code up} is Prometheus' own. */
    private static Set<String> metricsAnd(String own) {
        Set<String> all = new TreeSet<>(metrics);
        all.add(own);
        return all;
    }

    private static List<String> alertExpressions() {
        return Deployment.each(Deployment.yaml(Deployment.text("helm/varve/files/alerts.yaml"))
                        .at("/groups/0/rules"))
                .map(rule -> rule.path("expr").asText())
                .toList();
    }

    private static List<String> dashboardExpressions() {
        JsonNode dashboard = Deployment.json(Deployment.text("helm/varve/files/dashboard.json"));
        List<String> expressions = new ArrayList<>(dashboard.findValuesAsText("expr"));
        Deployment.each(dashboard.at("/templating/list"))
                .map(variable -> variable.at("/query/query").asText())
                .filter(query -> !query.isEmpty())
                .forEach(expressions::add);
        return expressions;
    }
}
