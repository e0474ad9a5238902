package io.varve.server.client;

import io.varve.ingest.event.AggregateId;
import io.varve.query.projection.Projection;
import io.varve.query.projection.find.Projections;
import io.varve.query.snapshot.SnapshotStore;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.sql.Question;
import io.varve.query.sql.SqlQuery;
import io.varve.query.sql.SqlReading;
import io.varve.query.state.Moment;
import io.varve.query.state.SnapshotTaker;
import io.varve.query.state.State;
import io.varve.query.state.all.AggregateState;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.report.AggregateSnapshots;
import io.varve.server.report.StateReport;
import io.varve.server.rows.QueryRows;
import io.varve.server.rows.RowFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the events of an open log come to. */
record LocalStates(ArchiveLog log, Projections projections) implements StateClient {

    @Override
    public StateReport state(
            String projection, @Nullable AggregateId subject, Moment moment, boolean useSnapshots, boolean explained) {
        Projection<?> found = projections.load(projection);
        State state = log.states().reader().read(found, subject, moment, useSnapshots);
        return StateReport.of(found, state, explained);
    }

    @Override
    public void allStates(String projection, Moment moment, Consumer<AggregateState> states, WorkListener listener) {
        log.states()
                .all()
                .read(
                        projections.load(projection),
                        moment,
                        states,
                        (events, total) -> listener.reached(events, total, null));
    }

    @Override
    public List<SnapshotSummary> snapshots(@Nullable String projection) {
        SnapshotStore store = log.states().snapshots();
        return store.projections(name(projection)).stream().map(store::summary).toList();
    }

    @Override
    public AggregateSnapshots snapshots(@Nullable String projection, AggregateId subject) {
        return AggregateSnapshots.of(log.states().snapshots(), name(projection), subject);
    }

    @Override
    public SnapshotTaker.Taken take(
            String projection, @Nullable AggregateId subject, boolean due, WorkListener listener) {
        Projection<?> found = projections.load(projection);
        SnapshotTaker taker = log.states().taker();
        if (subject != null) {
            return taker.takeOne(found, subject);
        }
        long head = log.head();
        return due
                ? taker.takeDue(found, events -> listener.reached(events, head, null))
                : taker.takeAll(found, events -> listener.reached(events, head, null));
    }

    @Override
    public long drop(@Nullable String projection, @Nullable AggregateId subject) {
        return log.states().snapshots().drop(name(projection), subject);
    }

    /** A name alone may be that of a projection of which there are snapshots and nothing else. */
    private @Nullable String name(@Nullable String projection) {
        return projection != null && Projections.isFile(projection)
                ? projections.load(projection).name()
                : projection;
    }

    @Override
    public SqlReading select(Question question, RowFormat format, int mostChars, PrintStream out, Stopping stopping)
            throws IOException {
        try (SqlQuery query = log.sql().query(question)) {
            stopping.wakes(query::cancel);
            query.run();
            QueryRows.print(query, format, out, mostChars);
            return query.reading();
        }
    }

    @Override
    public SqlReading selectInto(Path parquet, Question question, Stopping stopping) {
        try (SqlQuery query = log.sql().query(question)) {
            stopping.wakes(query::cancel);
            query.runInto(parquet);
            return query.reading();
        }
    }
}
