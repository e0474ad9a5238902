package io.varve.server.demo;

import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.server.report.Reports;
import io.varve.server.report.TextTable;
import io.varve.server.report.TierReport;
import io.varve.server.report.Words;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.partition.Tier;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes years of a bank's events through the life of an archive, and says at each step what it did and how fast. */
public final class Demonstration {

    private static final int YEARS = 2;
    private static final int ACCOUNTS = 1_200;
    private static final int SHOWN_EVENTS = 8;
    private static final int SHOWN_ACCOUNT = 17;

    private final ArchiveLog log;
    private final InstantSource clock;
    private final PrintStream out;

    /** @param log new and empty, with partitions by month */
    public Demonstration(ArchiveLog log, InstantSource clock, PrintStream out) {
        this.log = log;
        this.clock = clock;
        this.out = out;
    }

    /** @throws IllegalStateException if anything that is read back differs from what was put in */
    public void run(VarveConfig.Prices prices) {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        BankHistory history = new BankHistory(today.minusYears(YEARS), today, ACCOUNTS);
        append(history);
        migrate();
        replay(history.balances());
        verify();
        out.println();
        TierReport report = TierReport.of(log, prices);
        Reports.print(report, out);
        out.println();
        StrataPicture.print(report, out);
        out.println();
        showAccount(history.balances());
    }

    private void append(BankHistory history) {
        Instant start = begin("append", YEARS + " years of " + Words.count(ACCOUNTS) + " bank accounts");
        try (BackfillSession session = log.appender().backfill("demo")) {
            int year = 0;
            while (history.hasNext()) {
                LocalDate day = history.day();
                if (day.getYear() != year) {
                    year = day.getYear();
                    step(year + " ...");
                }
                List<Event> booking = history.next();
                session.append(booking, day.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        Duration took = since(start);
        step(Words.plural(log.head(), "event") + ", durable, in " + Words.seconds(took) + " ("
                + Words.rate(log.head(), took) + ")");
    }

    private void migrate() {
        Instant start = begin("migrate", "what is older than 30 days to Parquet, older than 90 days to S3");
        MigrationResult result = log.migrator().migrate(start, new Steps(), true);
        if (!result.waiting().isEmpty()) {
            throw new IllegalStateException(
                    "a move waits: " + Reports.line(result.waiting().get(0)));
        }
        Duration took = since(start);
        long events = result.done().stream().mapToLong(PlannedMove::events).sum();
        step(Words.plural(result.done().size(), "move") + " of " + Words.plural(events, "event")
                + ", each read back and compared, in " + Words.seconds(took));
    }

    private void replay(List<Long> balances) {
        Instant start = begin("replay", "all events in log order, from three tiers, and fold every balance");
        Map<String, Long> folded = new HashMap<>();
        long position = 0;
        try (EventCursor events = log.replayer().replay(ReplayRequest.all())) {
            while (events.next()) {
                RecordedEvent event = events.event();
                if (event.position() != position++) {
                    throw new IllegalStateException("position " + event.position() + " came, expected " + (position - 1));
                }
                folded.merge(event.event().subject().value(), Balance.change(event.event()), Long::sum);
            }
        }
        Duration took = since(start);
        for (int account = 0; account < balances.size(); account++) {
            String name = BankHistory.account(account);
            if (!balances.get(account).equals(folded.get(name))) {
                throw new IllegalStateException("the balance of " + name + " is " + folded.get(name)
                        + " cents, the bank says " + balances.get(account));
            }
        }
        step(Words.plural(position, "event") + " in " + Words.seconds(took) + " (" + Words.rate(position, took) + "); "
                + Words.count(folded.size()) + " balances agree with the bank's");
    }

    private void verify() {
        Instant start = begin("verify", "every byte of every tier: tiling, counts, digests, chain");
        VerifyReport report = log.verifier().verify(null, (files, total, bytes, partition) -> {});
        if (!report.isSound()) {
            throw new IllegalStateException(
                    "verification found: " + report.findings().get(0).problem());
        }
        step("sound: " + Words.plural(report.events(), "event") + ", " + Words.plural(report.files(), "file") + ", "
                + Words.size(report.bytes()) + " in " + Words.seconds(since(start)));
    }

    private void showAccount(List<Long> balances) {
        AggregateId account = new AggregateId(BankHistory.account(SHOWN_ACCOUNT));
        Instant start = clock.instant();
        TextTable table = TextTable.of("  ", ">VERSION", ">POSITION", "TIER", "TIME", "WHAT", ">AMOUNT", ">BALANCE");
        CatalogView view = log.view();
        long balance = 0;
        long count = 0;
        try (EventCursor events =
                log.replayer().replay(ReplayRequest.all().withSubject(account))) {
            while (events.next()) {
                RecordedEvent event = events.event();
                long change = Balance.change(event.event());
                balance += change;
                count++;
                if (count <= SHOWN_EVENTS / 2 || count > countOf(account) - SHOWN_EVENTS / 2) {
                    table.row(
                            "",
                            Long.toString(event.version()),
                            Words.count(event.position()),
                            tier(view, event.position()).name(),
                            Words.instant(Micros.instant(event.recordedAtMicros())),
                            event.event().type(),
                            Balance.text(change),
                            Balance.text(balance));
                }
            }
        }
        out.println("  " + account + ": its first and last of " + Words.plural(count, "event") + ", found in "
                + Words.seconds(since(start)) + " in whichever tier they lie");
        table.print(out);
        if (balance != balances.get(SHOWN_ACCOUNT)) {
            throw new IllegalStateException("the balance of " + account + " differs from the bank's");
        }
    }

    private long countOf(AggregateId account) {
        return log.sources().index().lastVersion(account) + 1;
    }

    private static Tier tier(CatalogView view, long position) {
        CatalogFile file = view.fileAt(position);
        return file == null ? Tier.HOT : file.tier();
    }

    private Instant begin(String name, String what) {
        out.println(name + ": " + what);
        out.flush();
        return clock.instant();
    }

    private void step(String text) {
        out.println("  " + text);
        out.flush();
    }


    private Duration since(Instant start) {
        return Duration.between(start, clock.instant());
    }

    /** Tells of every tenth move. */
    private final class Steps implements MigrationListener {

        private static final int EVERY = 10;

        @Override
        public void started(PlannedMove move, int index, int total) {
            if (index % EVERY == 0) {
                step(move.partition() + " " + move.from() + " -> " + move.to() + " (" + (index + 1) + " of " + total
                        + ") ...");
            }
        }
    }
}
