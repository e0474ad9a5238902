package io.varve.ingest.source.feed;

import io.varve.ingest.append.EventAppender;
import io.varve.ingest.append.TestLog;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log, its dead letters, and a source that feeds them step by step, in a process that can end and begin again.
 *
 * @param <W> what follows the source; a test begins one before it uses it
 */
@SuppressWarnings("NullAway.Init") // what is followed is opened by the test, before it uses it
public abstract class FeedScenario<W extends FeedWork> {

    @TempDir
    protected Path directory;

    protected TestLog log;
    protected TestLog letters;
    protected FeedStatus status;
    protected W feed;

    private String name;
    private Opening<W> opening;

    /** Opens what follows a source. */
    @FunctionalInterface
    protected interface Opening<W> {
        W open(EventAppender log, DeadLetters letters, FeedStatus status);
    }

    @BeforeEach
    void openLogs() {
        log = TestLog.open(directory.resolve("log"));
        letters = TestLog.open(directory.resolve("letters"));
    }

    /** Begins to follow a source, in the place of what was followed before. */
    protected final void begin(String newName, Opening<W> newOpening) {
        name = newName;
        opening = newOpening;
        status = new FeedStatus(name, "events");
        feed = opening.open(log.appender(), new DeadLetters(letters.appender(), status), status);
    }

    /** Ends the process of the source, as far as it matters, and begins another one. */
    protected final void crash() {
        close();
        openLogs();
        begin(name, opening);
    }

    @AfterEach
    void close() {
        feed.close();
        log.close();
        letters.close();
    }
}
