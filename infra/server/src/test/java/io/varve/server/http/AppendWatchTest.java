package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.varve.ingest.append.SteadyClock;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class AppendWatchTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void eachChangeIsToldOnce() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
        SteadyClock clock = new SteadyClock(now::get, () -> 0, Duration.ofMinutes(5));
        Logger logger = (Logger) LoggerFactory.getLogger(AppendWatch.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try (Archive archive = Archive.open(ConfigReader.read(directory, null, Map.of()), clock)) {
            ArchiveLog log = archive.log(Archive.DEFAULT_LOG);
            AppendWatch watch = new AppendWatch();
            for (Duration departed : List.of(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(1), Duration.ZERO)) {
                now.set(BEGIN.plus(departed));
                watch.look(log);
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "log 'events' takes no appends: the clock says 2026-01-02T12:00:00Z, but by the time that has"
                                + " passed it must be 2026-01-01T12:00:00Z: set the clock right, or start Varve anew to"
                                + " accept it",
                        "log 'events' takes appends again");
    }
}
