package io.varve.server.client;

import io.varve.ingest.event.AggregateId;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.sql.Question;
import io.varve.query.sql.SqlReading;
import io.varve.query.state.Moment;
import io.varve.query.state.SnapshotTaker;
import io.varve.query.state.all.AggregateState;
import io.varve.server.report.AggregateSnapshots;
import io.varve.server.report.StateReport;
import io.varve.server.rows.RowFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the events of a log come to. */
public interface StateClient {

    /**
     * A state.
     *
     * @param projection its name, or the path of a file that declares it
     * @param subject null for the whole log
     * @param useSnapshots false to fold from the first event on
     * @param explained whether to tell how it was made
     */
    StateReport state(
            String projection, @Nullable AggregateId subject, Moment moment, boolean useSnapshots, boolean explained);

    /** The states of all aggregates, in their order. */
    void allStates(String projection, Moment moment, Consumer<AggregateState> states, WorkListener listener);

    /** The snapshots that there are, by projection; by one alone if it is given. */
    List<SnapshotSummary> snapshots(@Nullable String projection);

    /** The snapshots of one aggregate, by one projection alone if it is given. */
    AggregateSnapshots snapshots(@Nullable String projection, AggregateId subject);

    /**
     * Takes snapshots.
     *
     * @param subject of this aggregate alone; of all if null
     * @param due only those that the projection's policy asks for
     */
    SnapshotTaker.Taken take(String projection, @Nullable AggregateId subject, boolean due, WorkListener listener);

    /** Drops snapshots; returns how many. */
    long drop(@Nullable String projection, @Nullable AggregateId subject);

    /**
     * Prints the rows that a SELECT yields. Nothing is printed before all of them are there.
     *
     * @param format not Parquet
     * @param mostChars where a cell of a table is cut
     * @return from where was read
     */
    SqlReading select(Question question, RowFormat format, int mostChars, PrintStream out, Stopping stopping)
            throws IOException;

    /**
     * Writes the rows that a SELECT yields to a Parquet file, which must not be there yet; what a failure leaves of it
     * is the caller's to remove.
     */
    SqlReading selectInto(Path parquet, Question question, Stopping stopping) throws IOException;
}
