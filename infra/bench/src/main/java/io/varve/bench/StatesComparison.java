package io.varve.bench;

import io.varve.ingest.append.Durability;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.ImportListener;
import io.varve.ingest.source.ImportOptions;
import io.varve.ingest.source.Importer;
import io.varve.ingest.source.SqlSource;
import io.varve.query.projection.Projection;
import io.varve.query.projection.declared.ProjectionFile;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.sql.Question;
import io.varve.query.sql.SqlQuery;
import io.varve.query.state.Moment;
import io.varve.query.state.all.AllStates;
import io.varve.query.state.all.ReadProgress;
import io.varve.server.archive.ArchiveLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The states of all traffic fines, which lie warm in partitions of a month: with a projection that does nothing, with
 * one in Java, with one in a file, with that one as a table in SQL, and beside them a replay by aggregate and one in
 * log order. The argument is the path of the fines. The first round, in which Java compiles, is told apart from the
 * median of those after the warm-up.
 */
final class StatesComparison implements SideBySide.Comparison {

    private static final int WARM_UP = 7;
    private static final int ROUNDS = 5;

    private static final String DECLARED = """
            name: declared
            version: 1
            initial: { cents: 0, count: 0 }
            on:
              Payment: { cents: double(event.data.total) * 100, count: state.count + 1 }
              '*': { cents: state.cents, count: state.count + 1 }
            """;

    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        Path data = directory.resolve("data");
        Files.writeString(Files.createDirectories(data.resolve("projections")).resolve("declared.yaml"), DECLARED);
        try (WholeArchive archive = new WholeArchive(data, Durability.PROCESS)) {
            ArchiveLog log = archive.byMonth("fines");
            String select = """
                    SELECT case_id || '-' || activity_instance_id AS id, case_id AS subject, activity AS type,
                           "timestamp" AS time, {resource: resource, amount: amount, total: totalpaymentamount} AS data
                    FROM read_csv('%s', header = true, all_varchar = true)
                    ORDER BY "timestamp", ".order"::BIGINT""".formatted(arguments.get(0));
            try (SqlSource source = SqlSource.open(select, "/fines", directory.resolve("spill"))) {
                new Importer(log.importTarget(), log.rules()).run(source, ImportOptions.past(), ImportListener.NONE);
            }
            archive.migrate(log);
            long events = log.head();
            SideBySide.row(
                    "events, files", "%,d, %,d", events, log.view().files().size());
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                replay(log, ReplayOrder.LOG);
                replay(log, ReplayOrder.AGGREGATE);
                for (int threads : new int[] {1, 2}) {
                    states(log, new Nothing(), threads);
                    states(log, new PaymentsInJava(), threads);
                    states(log, ProjectionFile.parse("declared.yaml", DECLARED), threads);
                }
                measure("declared, as a table in SQL", () -> sql(log));
            }
            costs.forEach((what, rounds) -> row(what, rounds, events));
        }
    }

    private <S> void states(ArchiveLog log, Projection<S> projection, int threads) throws Exception {
        LongAdder bytes = new LongAdder();
        AllStates all = new AllStates(log.sources(), threads);
        measure(
                projection.name() + ", threads: " + threads,
                () -> all.read(projection, Moment.now(), each -> bytes.add(each.json().length), ReadProgress.SILENT));
    }

    private static void sql(ArchiveLog log) {
        try (SqlQuery query =
                log.sql().query(Question.now("SELECT sum((state->>'cents')::DOUBLE) FROM state_declared"))) {
            query.run();
        }
    }

    private void replay(ArchiveLog log, ReplayOrder order) throws Exception {
        measure("replay, order " + order, () -> {
            try (EventCursor cursor = log.replayer().replay(ReplayRequest.all().withOrder(order))) {
                while (cursor.next()) {
                    cursor.event();
                }
            }
        });
    }

    private void measure(String what, Cost.Work work) throws Exception {
        costs.computeIfAbsent(what, unused -> new ArrayList<>()).add(Cost.of(work));
    }

    private static void row(String what, List<Cost> rounds, long events) {
        Cost first = rounds.get(0);
        List<Cost> later = rounds.subList(WARM_UP, rounds.size()).stream()
                .sorted(Comparator.comparingDouble(Cost::cpuSeconds))
                .toList();
        Cost median = later.get(later.size() / 2);
        SideBySide.row(
                what,
                "%s, %,.0f events a second of one core; first %,.0f, best %,.0f",
                median,
                events / median.cpuSeconds(),
                events / first.cpuSeconds(),
                events / later.get(0).cpuSeconds());
    }

    /** Looks at no event: what is left is reading, and keeping the aggregates apart and in order. */
    private static final class Nothing implements Projection<String> {

        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public String initial() {
            return "0";
        }

        @Override
        public String apply(String state, RecordedEvent event) {
            return state;
        }

        @Override
        public byte[] toJson(String state) {
            return state.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String fromJson(byte[] json) {
            throw new UnsupportedOperationException("no snapshots here");
        }
    }
}
