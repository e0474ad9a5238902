package io.varve.bench;

import io.varve.ingest.append.Durability;
import io.varve.ingest.source.ImportListener;
import io.varve.ingest.source.ImportOptions;
import io.varve.ingest.source.Importer;
import io.varve.ingest.source.SqlSource;
import io.varve.query.projection.Projection;
import io.varve.query.projection.declared.ProjectionFile;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.state.all.AllStates;
import io.varve.query.state.all.AsOf;
import io.varve.query.state.all.ReadProgress;
import io.varve.server.archive.ArchiveLog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The states of all traffic fines, which lie warm in partitions of a month: with a projection in Java, with one in a
 * file, and beside them a replay by aggregate and one in log order. The argument is the path of the fines.
 */
final class StatesComparison implements SideBySide.Comparison {

    private static final int ROUNDS = 5;

    private static final String DECLARED = """
            name: payments
            version: 1
            initial: { cents: 0, count: 0 }
            on:
              Payment: { cents: double(event.data.total) * 100, count: state.count + 1 }
              '*': { cents: state.cents, count: state.count + 1 }
            """;

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        try (WholeArchive archive = new WholeArchive(directory.resolve("data"), Durability.PROCESS)) {
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
            for (int round = 0; round < ROUNDS; round++) {
                for (int threads : new int[] {1, 2}) {
                    states(log, new PaymentsInJava(), threads, events);
                    states(log, ProjectionFile.parse("payments.yaml", DECLARED), threads, events);
                }
                replay(log, ReplayOrder.AGGREGATE, events);
                replay(log, ReplayOrder.LOG, events);
            }
        }
    }

    private static <S> void states(ArchiveLog log, Projection<S> projection, int threads, long events)
            throws Exception {
        LongAdder bytes = new LongAdder();
        AllStates all = new AllStates(log.sources(), threads);
        Cost cost = Cost.of(
                () -> all.read(projection, AsOf.now(), each -> bytes.add(each.json().length), ReadProgress.SILENT));
        row(projection.name() + ", threads: " + threads, cost, events);
    }

    private static void replay(ArchiveLog log, ReplayOrder order, long events) throws Exception {
        Cost cost = Cost.of(() -> {
            try (EventCursor cursor = log.replayer().replay(ReplayRequest.all().withOrder(order))) {
                while (cursor.next()) {
                    cursor.event();
                }
            }
        });
        row("replay, order " + order, cost, events);
    }

    private static void row(String what, Cost cost, long events) {
        SideBySide.row(
                what,
                "%s, %,.0f events/s, %,.0f a second of one core",
                cost,
                events / cost.seconds(),
                events / cost.cpuSeconds());
    }
}
