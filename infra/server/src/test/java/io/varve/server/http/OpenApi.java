package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the OpenAPI document of a server says. */
record OpenApi(Map<String, String> members) {

    private static final Pattern OPERATION = Pattern.compile("paths\\.(/.*)\\.([a-z]+)\\.operationId");
    private static final Pattern COUNTED = Pattern.compile(
            "varve_http_requests_seconds_count\\{method=\"([A-Z]+)\",route=\"(/[^\"]*)\",status=\"([0-9]+)\"} .*");

    static OpenApi of(ServerHarness server) {
        return new OpenApi(
                CommandLineHarness.flatten(server.get("/openapi.json").body()));
    }

    /** Method and path of each operation. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (String member : members.keySet()) {
            Matcher matcher = OPERATION.matcher(member);
            if (matcher.matches()) {
                operations.add(matcher.group(2).toUpperCase(Locale.ROOT) + " " + matcher.group(1));
            }
        }
        return operations;
    }

    /** Holds what the server has answered so far, as its metrics tell, against what the document says it may answer. */
    void requireDescribed(String metrics) {
        Set<String> undescribed = new TreeSet<>();
        metrics.lines().map(COUNTED::matcher).filter(Matcher::matches).forEach(counted -> {
            String status = "paths." + counted.group(2) + "." + counted.group(1).toLowerCase(Locale.ROOT)
                    + ".responses." + counted.group(3) + ".description";
            if (!members.containsKey(status)) {
                undescribed.add(counted.group(1) + " " + counted.group(2) + " -> " + counted.group(3));
            }
        });
        assertThat(undescribed)
                .as("answers that openapi.json does not describe")
                .isEmpty();
    }
}
