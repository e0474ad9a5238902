package io.varve.server.client;

import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.PartitionUnit;
import java.time.Duration;
import java.util.List;

/**
 * An archive as commands use it. What it cannot do it refuses with an unchecked exception whose message is one line for
 * who asked. For one thread.
 */
public interface ArchiveClient extends AutoCloseable {

    /** All logs, by name. */
    List<LogDefinition> logs();

    /**
     * Creates a log.
     *
     * @param hot how old the end of a partition gets before it leaves the hot tier
     * @param warm how old it gets before it leaves the warm tier
     * @throws IllegalArgumentException if the name or the ages cannot be
     */
    LogDefinition create(String name, PartitionUnit unit, Duration hot, Duration warm);

    /** The log of this name; where there is none, this or its first use says so. */
    LogClient log(String name);

    @Override
    void close();
}
