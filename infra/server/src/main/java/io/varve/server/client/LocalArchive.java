package io.varve.server.client;

import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.PartitionUnit;
import java.time.Duration;
import java.util.List;

/**
 * An archive in a data directory.
 *
 * @param archive closed with this
 */
public record LocalArchive(Archive archive) implements ArchiveClient {

    @Override
    public List<LogDefinition> logs() {
        return archive.logs();
    }

    @Override
    public LogDefinition create(String name, PartitionUnit unit, Duration hot, Duration warm) {
        return archive.create(name, unit, hot, warm);
    }

    @Override
    public LogClient log(String name) {
        return new LocalLog(archive, archive.log(name));
    }

    @Override
    public void close() {
        archive.close();
    }

    private record LocalLog(Archive archive, ArchiveLog log) implements LogClient {

        @Override
        public String name() {
            return log.name();
        }

        @Override
        public EventClient events() {
            return new LocalEvents(log);
        }

        @Override
        public StateClient states() {
            return new LocalStates(log, archive.projections());
        }

        @Override
        public WorkClient work() {
            return new LocalWork(log, archive.config().prices(), archive.clock());
        }
    }
}
