package io.varve.ingest.source.outbox;

import java.time.Duration;
import java.util.List;

/** An outbox as docs/producers.md gives it. */
public final class SampleOutbox {

    private SampleOutbox() {}

    /** Its rows are numbered from 0 and marked. */
    public static OutboxConfig config(String url) {
        return config(url, new OutboxConfig.Versions.Dense(0), OutboxConfig.Done.MARK);
    }

    static OutboxConfig config(String url, OutboxConfig.Versions versions, OutboxConfig.Done done) {
        return new OutboxConfig(
                "bank",
                url,
                null,
                null,
                "varve_outbox",
                new OutboxColumns(
                        "id",
                        "subject",
                        "version",
                        "type",
                        "data",
                        "appended_at",
                        "failure",
                        "time",
                        "source",
                        "datacontenttype",
                        List.of("causationid", "correlationid")),
                "/bank",
                versions,
                done,
                Duration.ofMillis(500));
    }
}
