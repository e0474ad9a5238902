package io.varve.bench;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Durability;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.VarveServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Durable appends of one event each, two hundred a second, in a server that is idle, and in one that streams its whole
 * cold tier to a reader in another process that takes a megabyte a second. The two take turns.
 */
final class SlowReaderComparison implements SideBySide.Comparison {

    private static final int DAYS = 20;
    private static final int EVENTS_A_DAY = 20_000;
    private static final Duration AGE = Duration.ofDays(130);
    private static final int APPENDS = 2_000;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final long BYTES_PER_SECOND = 1 << 20;
    private static final int ROUNDS = 5;

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        try (WholeArchive archive = new WholeArchive(directory, Durability.DISK)) {
            ArchiveLog log = archive.log();
            WholeArchive.fill(log, AGE, DAYS, EVENTS_A_DAY);
            archive.migrate();
            try (VarveServer server = archive.serve()) {
                String url = "http://127.0.0.1:" + server.port() + "/v1/logs/" + log.name() + "/events?to="
                        + log.view().sealedTo();
                BankEvents source = new BankEvents(3, 50_000, 0);
                appends(log, source); // warms up
                double[] idle = new double[ROUNDS];
                double[] beside = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    idle[round] = appends(log, source);
                    beside[round] = appendsBesideReader(log, source, url);
                }
                Arrays.sort(idle);
                Arrays.sort(beside);
                SideBySide.row(
                        "append p99 beside a slow reader of the cold tier",
                        "%.2f ms, idle %.2f ms: %.2f x at the median of %d rounds, %.2f x at best; heap at most %d MiB",
                        beside[ROUNDS / 2],
                        idle[ROUNDS / 2],
                        beside[ROUNDS / 2] / idle[ROUNDS / 2],
                        ROUNDS,
                        beside[0] / idle[0],
                        Runtime.getRuntime().maxMemory() >> 20);
            }
        }
    }

    private static double appendsBesideReader(ArchiveLog log, BankEvents source, String url) throws Exception {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (HttpClientProcess client = HttpClientProcess.start()) {
            client.read(url.replaceAll("to=.*", "to=1"), "application/x-ndjson"); // it has started
            Future<?> reading = reader.submit(() -> client.readSlowly(url, "application/x-ndjson", BYTES_PER_SECOND));
            double p99 = appends(log, source);
            if (reading.isDone()) {
                throw new IllegalStateException("the reader was done before the appends were");
            }
            return p99;
        } finally {
            reader.shutdownNow();
        }
    }

    /** The time that 99 of 100 appends did not take, in milliseconds. */
    private static double appends(ArchiveLog log, BankEvents source) {
        double[] millis = new double[APPENDS];
        for (int i = 0; i < APPENDS; i++) {
            long start = System.nanoTime();
            log.appender().append(AppendRequest.of(List.of(source.next())));
            millis[i] = SideBySide.seconds(start) * 1e3;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Arrays.sort(millis);
        return millis[APPENDS * 99 / 100];
    }
}
