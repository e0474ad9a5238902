package io.varve.server.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.event.Event;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigException;
import io.varve.server.config.ConfigReader;
import io.varve.server.http.VarveServer;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.migration.MigrationListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SourcesTest {

    private static final String PROGRESS = "kafka shop orders-0";

    @TempDir
    Path temporary;

    private Path data = Path.of("unused");
    /** After the real clock, by which the catalog's commits are dated: the grace is over at once. */
    private String now = "2126-01-01T12:00:00Z";

    @BeforeEach
    void makeDirectory() throws IOException {
        data = temporary.resolve("data");
        Files.createDirectories(data.resolve("sources"));
    }

    private Archive open() throws IOException {
        return Archive.open(ConfigReader.read(data, null, Map.of("VARVE_SERVE_PORT", "0")), () -> Instant.parse(now));
    }

    private void outbox(String log) throws IOException, SQLException {
        String url = "jdbc:h2:" + temporary.resolve("bank") + ";DB_CLOSE_DELAY=-1";
        Files.writeString(
                data.resolve("sources/bank.yaml"),
                "kind: outbox\nlog: " + log + "\nurl: \"" + url + "\"\nsource: /bank\n");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE varve_outbox (id BIGINT PRIMARY KEY, subject VARCHAR(10), version BIGINT,"
                    + " type VARCHAR(10), data VARCHAR(10), appended_at TIMESTAMP WITH TIME ZONE,"
                    + " failure VARCHAR(1000))");
            statement.execute("INSERT INTO varve_outbox VALUES (1, 'a', 0, 'T', '{}', NULL, NULL),"
                    + " (2, 'a', 1, 'T', '{', NULL, NULL), (3, 'a', 2, 'T', '{}', NULL, NULL)");
        }
    }

    @Test
    void aServedArchiveFollowsItsSources() throws Exception {
        outbox("events");
        try (Archive archive = open();
                VarveServer server = VarveServer.start(archive, archive.config().serve())) {
            String metrics = metrics(server);
            // what is counted first may be read first
            while (!metrics.contains("varve_source_events_total{log=\"events\",source=\"bank\"} 2.0")
                    || !metrics.contains("varve_source_dead_letters_total{log=\"events\",source=\"bank\"} 1.0")) {
                metrics = metrics(server);
            }
            assertThat(archive.log("events").head()).isEqualTo(2);
            assertThat(archive.log("dead-letters").head()).isEqualTo(1);
            assertThat(metrics).contains("varve_source_up{log=\"events\",source=\"bank\"} 1.0");
        }
    }

    private static String metrics(VarveServer server) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aLogThatIsNotThereIsNamedBeforeAnythingIsFollowed() throws Exception {
        outbox("bank");
        try (Archive archive = open()) {
            assertThatThrownBy(() -> Sources.open(archive, Map.of(), archive::create))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("bank.yaml: there is no log 'bank'; the logs are: events");
            assertThat(archive.logs()).extracting(LogDefinition::name).containsExactly("events");
        }
    }

    @Test
    void progressIsKeptWhenTheHotFilesAndTheIndexAreGone() throws Exception {
        try (Archive archive = open()) {
            append(archive, "1", new SourceProgress(PROGRESS, new byte[] {'K', 7}));
        }
        now = "2126-06-01T12:00:00Z";
        try (Archive archive = open()) {
            append(archive, "2", new SourceProgress("another", new byte[] {1}));
            migrate(archive);
            assertThat(archive.log("events").sources().hot().firstPosition()).isEqualTo(1);
        }
        delete(data.resolve("logs/events/index"));
        try (Archive archive = open()) {
            assertThat(archive.log("events").appender().progress(PROGRESS)).containsExactly('K', 7);
        }
    }

    private static void append(Archive archive, String id, SourceProgress progress) {
        archive.log("events")
                .appender()
                .append(AppendRequest.of(List.of(Event.json(id, "/s", "a", "T", "1"))), progress);
    }

    private void migrate(Archive archive) {
        ArchiveLog log = archive.log("events");
        log.migrator().migrate(Instant.parse(now), MigrationListener.SILENT, false);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
