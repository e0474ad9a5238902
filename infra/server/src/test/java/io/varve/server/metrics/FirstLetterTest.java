package io.varve.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.Event;
import io.varve.query.subscription.Subscription;
import io.varve.query.subscription.SubscriptionDefinition;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of dead letters is created with the first of them, while its subscription is asked how far it has come. */
final class FirstLetterTest {

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aScrapeAndTheNewLogDoNotWaitForEachOther() throws Exception {
        try (Archive archive = Archive.open(
                ConfigReader.read(directory, null, Map.of()), () -> Instant.parse("2026-06-01T12:00:00Z"))) {
            ArchiveLog log = archive.log(Archive.DEFAULT_LOG);
            log.appender().append(AppendRequest.of(List.of(Event.json("1", "/test", "a", "T", "{}"))));
            Subscription mails = log.subscriptions()
                    .create(new SubscriptionDefinition("mails", Set.of(), 1, "letters"), 0)
                    .subscription();
            ArchiveMetrics metrics = new ArchiveMetrics(archive, List.of(log));
            FutureTask<String> scrape = new FutureTask<>(metrics::scrape);
            Thread scraper = new Thread(scrape, "scraper");
            archive.createLogsOfLettersBy((name, unit, hot, warm) -> {
                archive.create(name, unit, hot, warm);
                scraper.start();
                while (scraper.isAlive() && scraper.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait(); // until it waits for the subscription
                }
                metrics.add(archive.log(name));
            });

            mails.refuse(0, "no address");

            assertThat(scrape.get())
                    .contains("varve_subscription_lag_events{log=\"events\",subscription=\"mails\"} 0.0");
            assertThat(metrics.scrape()).contains("varve_log_head_position{log=\"letters\"} 1.0");
        }
    }
}
