package io.varve.server.client.remote;

import io.varve.server.client.ArchiveClient;
import io.varve.server.client.EventClient;
import io.varve.server.client.LogClient;
import io.varve.server.client.Patience;
import io.varve.server.client.StateClient;
import io.varve.server.client.WorkClient;
import io.varve.server.config.Quantities;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.PartitionUnit;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An archive that a server has. */
public final class RemoteArchive implements ArchiveClient {

    private static final String LOGS = "/v1/logs";

    private final Exchange server;
    private final Patience patience;

    /**
     * @param key an API key or a token; null to ask without one
     * @param silence how long a server that says nothing is waited for
     * @param patience where imports wait for a server that takes nothing for now
     */
    public RemoteArchive(ServerAddress address, @Nullable String key, Duration silence, Patience patience) {
        this.server = new Exchange(address, key, silence);
        this.patience = patience;
    }

    /** The server's version. */
    public String version() {
        return server.get("/version").text("version");
    }

    @Override
    public List<LogDefinition> logs() {
        return server.get(LOGS).list("logs", RemoteArchive::definition);
    }

    @Override
    public LogDefinition create(String name, PartitionUnit unit, Duration hot, Duration warm) {
        // asks what the server would, so that a name or an age that cannot be is refused in the same words
        LogDefinition wanted = new LogDefinition(name, new UUID(0, 0), unit, hot, warm);
        return definition(server.post(
                LOGS,
                json -> json.field("name", wanted.name())
                        .field("partition", unit.text())
                        .field("hot", Quantities.duration(hot))
                        .field("warm", Quantities.duration(warm))));
    }

    private static LogDefinition definition(JsonValue json) {
        return new LogDefinition(
                json.text("name"),
                json.parsed("id", UUID::fromString),
                json.parsed("partition", PartitionUnit::parse),
                json.parsed("hot", Quantities::parseDuration),
                json.parsed("warm", Quantities::parseDuration));
    }

    @Override
    public LogClient log(String name) {
        return new RemoteLog(server, name, patience);
    }

    @Override
    public void close() {
        server.close();
    }

    private record RemoteLog(Exchange server, String name, Patience patience) implements LogClient {

        @Override
        public EventClient events() {
            return new RemoteEvents(server, name, patience);
        }

        @Override
        public StateClient states() {
            return new RemoteStates(server, name);
        }

        @Override
        public WorkClient work() {
            return new RemoteWork(server, name);
        }
    }
}
