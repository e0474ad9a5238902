package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that cannot be read: an answer that is not whole never looks as if it were. */
final class FailedReadTest {

    private static final String EVENTS = "/v1/logs/events/events";

    @TempDir
    private Path directory;

    @Test
    void isToldByTheStatusOrBrokenOff() throws IOException {
        try (ServedLog log = new ServedLog(directory.resolve("data"), Map.of())) {
            log.threeTiers("{\"padding\":\"" + "x".repeat(12_000) + "\"}");
            CatalogFile warm = log.log().view().files().stream()
                    .filter(file -> file.tier() == Tier.WARM)
                    .findFirst()
                    .orElseThrow();
            Files.delete(Path.of(warm.location()));
            log.restart();

            String from = "?from=" + warm.firstPosition() + "&to=" + warm.endPosition();
            for (String query : new String[] {from, from + "&limit=100"}) {
                HttpResponse<String> told = log.get(EVENTS + query);
                assertThat(told.statusCode()).isEqualTo(503);
                assertThat(told.body()).contains("/problems/storage-unavailable", "position " + warm.firstPosition());
                assertThat(told.headers().firstValue("Retry-After")).isPresent();
                assertThat(told.headers().firstValue("ETag")).isEmpty();
            }
            String behindOne = EVENTS + "?from=" + (warm.firstPosition() - 1) + "&to=" + warm.endPosition();
            for (String form : new String[] {
                "application/x-ndjson", "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet"
            }) {
                HttpResponse<String> told = log.get(behindOne, "Accept", form);
                assertThat(told.statusCode()).as(form).isEqualTo(503);
                assertThat(told.body()).as("nothing of what was begun").startsWith("{\"type\":\"/problems/");
                assertThat(told.headers().firstValue("ETag")).as(form).isEmpty();
            }
            assertThatThrownBy(() -> log.get(EVENTS)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> log.get(EVENTS + "?follow=true")).isInstanceOf(UncheckedIOException.class);
            assertThat(log.get(EVENTS + "?from=" + warm.endPosition()).statusCode())
                    .as("what is not damaged")
                    .isEqualTo(200);
        }
    }
}
