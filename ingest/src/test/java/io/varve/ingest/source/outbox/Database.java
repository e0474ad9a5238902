package io.varve.ingest.source.outbox;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** A database that a test may kill. */
interface Database extends AutoCloseable {

    String url();

    Connection connect() throws SQLException;

    /** Ends it without warning. */
    void kill() throws IOException, InterruptedException;

    /** Begins it again with what it had committed, at the same place. */
    void restart() throws IOException;

    @Override
    void close();

    /** What docs/producers.md says of this kind of database. */
    String ddl();
}
