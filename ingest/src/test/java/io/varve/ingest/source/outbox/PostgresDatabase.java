package io.varve.ingest.source.outbox;

import io.varve.ingest.source.feed.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real PostgreSQL on loopback, with its data in a directory of the test. */
final class PostgresDatabase implements Database {

    private final Path data;
    private EmbeddedPostgres server;

    PostgresDatabase(Path directory) throws IOException {
        data = directory.resolve("postgres");
        Files.createDirectories(data);
        try {
            server = begin(FreePorts.find(1).get(0));
        } catch (IllegalStateException e) {
            Assumptions.abort("there is no PostgreSQL for this machine: " + e.getMessage());
            throw e;
        }
    }

    private EmbeddedPostgres begin(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setPGStartupWait(Duration.ofMinutes(1)) // busy machines take longer than its own ten seconds
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("synchronous_commit", "on") // what was committed survives the kill
                .setServerConfig("max_connections", "20")
                .start();
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
    }

    @Override
    public Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.add(0, postmaster);
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
        server.close(); // which finds nothing to stop, and gives its hold on the directory back
    }

    @Override
    public void restart() throws IOException {
        server = begin(server.getPort());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String ddl() {
        return "PostgreSQL";
    }
}
