package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens a data directory after a crash, holds it against what was said, and does what the crash cut off. */
final class Inspection {

    private final Path directory;
    private final PartitionUnit unit;
    private final Ledger ledger;

    Inspection(Path directory, PartitionUnit unit, Ledger ledger) {
        this.directory = directory;
        this.unit = unit;
        this.ledger = ledger;
    }

    /** @param now not before anything that happened */
    void inspect(Instant now) throws IOException {
        try (Archive archive = Session.open(directory, () -> now, unit)) {
            ArchiveLog log = Session.log(archive, unit);
            List<RecordedEvent> found = replay(log, ReplayRequest.all());
            tiled(log, found.size());
            ledger.compare(found);
            sound(log);
            movedButForHistory(log, now);
            history(log);
            tryAgain(log);
            moved(log, now);
            List<RecordedEvent> after = replay(log, ReplayRequest.all());
            assertThat(after.subList(0, found.size())).isEqualTo(found);
            ledger.compare(after);
            byAggregate(log, after);
            tiled(log, after.size());
            new Leftovers(directory).none(log);
        }
        new Leftovers(directory).noMetadata();
    }

    private static List<RecordedEvent> replay(ArchiveLog log, ReplayRequest request) {
        List<RecordedEvent> events = new ArrayList<>();
        try (EventCursor cursor = log.replayer().replay(request)) {
            while (cursor.next()) {
                events.add(cursor.event());
            }
        }
        return events;
    }

    private static void tiled(ArchiveLog log, int events) {
        CatalogView view = log.view();
        assertThat(log.head()).isEqualTo(events);
        assertThat(log.sources().hot().firstPosition()).isLessThanOrEqualTo(view.sealedTo());
        assertThat(log.sources().hot().nextPosition()).isEqualTo(events);
    }

    private static void sound(ArchiveLog log) {
        VerifyReport report = log.verifier().verify(null, VerifyListener.SILENT);
        assertThat(report.findings()).isEmpty();
        assertThat(report.events()).isEqualTo(log.head());
    }

    /** Whoever got no answer asks again, and gets the first answer if there was one. */
    private void tryAgain(ArchiveLog log) {
        for (Said.Request request : ledger.takeUnanswered()) {
            if (request.ids().get(0).startsWith("e-")) {
                ledger.answered(
                        request.ids(),
                        log.appender().append(AppendRequest.of(SampleEvents.events(request.ids(), unit))));
            }
        }
    }

    private void history(ArchiveLog log) {
        try (BackfillSession backfill = log.appender().backfill(History.SOURCE)) {
            for (int row = History.done(backfill); row < SampleEvents.HISTORY; ) {
                List<String> ids = SampleEvents.historyBatch(row);
                row += ids.size();
                ledger.answered(ids, backfill.append(SampleEvents.events(ids, unit), History.progress(row)));
            }
        }
    }

    /** Where history was cut off, its youngest partition must stay, for the rest belongs there. */
    private static void movedButForHistory(ArchiveLog log, Instant now) {
        MigrationResult result = log.migrator().migrate(now, MigrationListener.SILENT, false);
        boolean isCutOff = log.appender().unfinishedLoad() != null;
        assertThat(result.waiting()).hasSizeLessThanOrEqualTo(isCutOff ? 1 : 0);
        assertThat(result.waiting()).allMatch(move -> move.attempts() == 0);
    }

    private static void moved(ArchiveLog log, Instant now) throws IOException {
        MigrationResult result = log.migrator().migrate(now, MigrationListener.SILENT, false);
        assertThat(result.waiting()).isEmpty();
        assertThat(log.migrator().plan(now)).isEmpty();
        log.migrator().sweepCold();
    }

    private static void byAggregate(ArchiveLog log, List<RecordedEvent> all) {
        Map<AggregateId, List<RecordedEvent>> expected = new LinkedHashMap<>();
        for (RecordedEvent event : all) {
            expected.computeIfAbsent(event.event().subject(), subject -> new ArrayList<>())
                    .add(event);
        }
        expected.forEach(
                (subject, events) -> assertThat(replay(log, ReplayRequest.all().withSubject(subject)))
                        .isEqualTo(events));
    }
}
