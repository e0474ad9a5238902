package io.varve.server.acceptance;

import static io.varve.server.acceptance.WholeReplay.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.query.replay.EventCursor;
import io.varve.server.cli.CommandLineHarness;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.partition.Partition;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bank's history replayed while it is moved from hot through warm to cold and back, with no grace for the sources:
 * what a reader has not pinned is gone when he comes to it.
 */
final class ReplayWhileMovingTest {

    private static final String[] MONTHS = {
        "1993-03-15", "1993-06-15", "1993-08-15", "1993-10-15", "1993-12-15", "1994-02-15", "1994-04-15"
    };

    @TempDir
    Path temporary;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aCursorGoesOnWhileAllBehindAndBeforeItIsMoved()
            throws IOException, SQLException, ExecutionException, InterruptedException {
        ExpectedLog expected = BankLog.expected(temporary);
        try (OpenArchive archive = imported("day", "30d", "90d");
                EventCursor early = archive.replay();
                ComparingStream first = expected.inLogOrder()) {
            for (String month : new String[] {"1993-04-15", "1993-09-15", "1994-04-15"}) {
                OpenArchive.print(early, 7_777, first);
                assertThat(elsewhere(() -> migrate(archive, month)).waiting()).isEmpty();
            }
            try (EventCursor late = archive.replay();
                    ComparingStream second = expected.inLogOrder()) {
                OpenArchive.print(late, 100, second);
                elsewhere(() -> restore(archive, "1993-01-02", "1993-01-03", "1993-02-01", "1993-11-11"));
                OpenArchive.print(late, second);
                second.assertComplete(BankLog.EVENTS);
            }
            OpenArchive.print(early, first);
            first.assertComplete(BankLog.EVENTS);
        }
    }

    @Test
    void readersNeverSeeAMove() throws IOException, SQLException, ExecutionException, InterruptedException {
        ExpectedLog expected = BankLog.expected(temporary);
        List<String> subjects = expected.sample(40);
        var filtered = expected.filtered(subjects);
        try (OpenArchive archive = imported("month", "30d", "90d")) {
            AtomicBoolean moving = new AtomicBoolean(true);
            List<Future<Integer>> readers = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                readers.add(threads.submit(() -> {
                    int replays = 0;
                    do {
                        try (EventCursor cursor = archive.replay();
                                ComparingStream printed = expected.inLogOrder()) {
                            OpenArchive.print(cursor, printed);
                            printed.assertComplete(BankLog.EVENTS);
                        }
                        replays++;
                    } while (moving.get());
                    return replays;
                }));
            }
            readers.add(threads.submit(() -> {
                int replays = 0;
                do {
                    String subject = subjects.get(replays++ % subjects.size());
                    assertThat(archive.aggregate(subject)).isEqualTo(filtered.get(subject));
                } while (moving.get());
                return replays;
            }));
            try {
                for (String month : MONTHS) {
                    assertThat(migrate(archive, month).waiting()).isEmpty();
                }
                restore(archive, "1993-01", "1993-07", "1993-08");
            } finally {
                moving.set(false);
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            for (String subject : subjects) {
                assertThat(archive.aggregate(subject)).isEqualTo(filtered.get(subject));
            }
        }
    }

    private OpenArchive imported(String unit, String hot, String warm) throws IOException {
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        varve.configure("migration.grace: 0s\n");
        assertDone(varve.run("logs", "create", "bank", "--partition", unit, "--hot", hot, "--warm", warm));
        assertDone(BankLog.importInto(varve, "bank"));
        return OpenArchive.of(varve, "bank");
    }

    private <T> T elsewhere(Callable<T> work) throws ExecutionException, InterruptedException {
        return threads.submit(work).get();
    }

    private static MigrationResult migrate(OpenArchive archive, String day) {
        return archive.log().migrator().migrate(Instant.parse(day + "T00:00:00Z"), MigrationListener.SILENT, true);
    }

    private static boolean restore(OpenArchive archive, String... partitions) throws IOException {
        List<Partition> named = new ArrayList<>();
        for (String partition : partitions) {
            named.add(Partition.parse(partition));
        }
        archive.log().migrator().restore(named, Duration.ofDays(7), MigrationListener.SILENT);
        return true;
    }
}
