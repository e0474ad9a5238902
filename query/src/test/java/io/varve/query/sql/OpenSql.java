package io.varve.query.sql;

import io.varve.query.projection.find.Projections;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.TestLog;
import io.varve.query.state.Moment;
import io.varve.query.state.all.AllStates;
import io.varve.tiering.cold.FaultyObjectStore.Operation;
import io.varve.tiering.store.ColdFileCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A log that can be asked in SQL, with limits of its own. */
final class OpenSql implements AutoCloseable {

    static final SqlSettings SETTINGS = new SqlSettings(256L << 20, 2, Duration.ofMinutes(5), 1L << 30);

    private final TestLog log;
    private final Replayer replayer;
    private final SqlQueries queries;

    OpenSql(Path directory, TestLog log) {
        this(directory, log, SETTINGS, 1L << 30);
    }

    OpenSql(Path directory, TestLog log, SqlSettings settings, long cacheBytes) {
        this.log = log;
        try {
            this.replayer = new Replayer(log.sources(), log.config(64 << 20, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.queries = new SqlQueries(
                new QueriedLog(
                        log.sources(),
                        replayer,
                        new ColdFileCache(log.cold(), directory.resolve("cold-files"), cacheBytes, () -> Instant.EPOCH),
                        new AllStates(log.sources(), 2),
                        new Projections(directory.resolve("projections"), OpenSql.class.getClassLoader())),
                settings,
                directory.resolve("temporary"));
    }

    SqlQuery query(String sql) {
        return queries.query(Question.now(sql));
    }

    /** All rows of the answer, their values joined by a bar. */
    List<String> rows(String sql) {
        return rows(sql, Moment.now());
    }

    List<String> rows(String sql, Moment moment) {
        try (SqlQuery query = queries.query(new Question(sql, moment))) {
            query.run();
            return rows(query);
        }
    }

    static List<String> rows(SqlQuery query) {
        List<String> rows = new ArrayList<>();
        while (query.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < query.columns().size(); i++) {
                row.add(String.valueOf(query.text(i)));
            }
            rows.add(String.join("|", row));
        }
        return rows;
    }

    /** From where a query reads. */
    SqlReading reading(String sql) {
        return reading(sql, Moment.now());
    }

    SqlReading reading(String sql, Moment moment) {
        try (SqlQuery query = queries.query(new Question(sql, moment))) {
            query.run();
            return query.reading();
        }
    }

    /** How many files have come from the object store. */
    int downloads() {
        return log.cold().history(Operation.DOWNLOAD).size();
    }

    @Override
    public void close() {
        queries.close();
        replayer.close();
    }
}
