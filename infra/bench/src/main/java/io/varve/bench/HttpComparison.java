package io.varve.bench;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Durability;
import io.varve.ingest.event.Event;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import io.varve.query.arrow.ArrowEventWriter;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.VarveServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A client in another process on the loopback, beside the same work in the server's own process: replay of warm days as
 * NDJSON and as Arrow, printed to nowhere; and durable appends by four writers at once.
 */
final class HttpComparison implements SideBySide.Comparison {

    private static final int DAYS = 20;
    private static final int EVENTS_A_DAY = 25_000;
    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int ROUNDS = 5;
    private static final Duration AGE = Duration.ofDays(80);
    private static final int WRITERS = 4;
    private static final int EVENTS_A_WRITER = 50_000;

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        try (WholeArchive archive = new WholeArchive(directory, Durability.DISK)) {
            ArchiveLog log = archive.log();
            WholeArchive.fill(log, AGE, DAYS, EVENTS_A_DAY);
            archive.migrate();
            try (VarveServer server = archive.serve();
                    HttpClientProcess client = HttpClientProcess.start()) {
                String url = "http://127.0.0.1:" + server.port() + "/v1/logs/" + log.name() + "/events";
                long end = log.view().sealedTo();
                compare(
                        "replay of warm days as NDJSON",
                        log,
                        end,
                        HttpComparison::printLines,
                        client,
                        url,
                        "application/x-ndjson");
                compare(
                        "the same as Arrow",
                        log,
                        end,
                        HttpComparison::printArrow,
                        client,
                        url,
                        "application/vnd.apache.arrow.stream");
                appends(log, client, url);
            }
        }
    }

    private interface Printing {
        void print(EventCursor events) throws IOException;
    }

    private static void printLines(EventCursor events) throws IOException {
        EventLineWriter writer = new EventLineWriter(LineFormat.NDJSON, OutputStream.nullOutputStream());
        while (events.next()) {
            writer.write(events.event());
        }
        writer.flush();
    }

    private static void printArrow(EventCursor events) throws IOException {
        try (ArrowEventWriter writer = new ArrowEventWriter(OutputStream.nullOutputStream())) {
            while (events.next()) {
                writer.write(events.event());
            }
            writer.finish();
        }
    }

    private static void compare(
            String what, ArchiveLog log, long end, Printing printing, HttpClientProcess client, String url, String form)
            throws Exception {
        Cost[] here = new Cost[ROUNDS];
        Cost[] there = new Cost[ROUNDS];
        long[] bytes = new long[1];
        for (int round = -1; round < ROUNDS; round++) {
            Cost inProcess = Cost.of(() -> {
                try (EventCursor events =
                        log.replayer().replay(ReplayRequest.all().withPositions(0, end))) {
                    printing.print(events);
                }
            });
            Cost served = Cost.of(
                    () -> bytes[0] = client.read(url + "?to=" + end, form).bytes());
            if (round >= 0) {
                here[round] = inProcess;
                there[round] = served;
            }
        }
        Arrays.sort(here, Comparator.comparingDouble(Cost::seconds));
        Arrays.sort(there, Comparator.comparingDouble(Cost::seconds));
        Cost median = here[ROUNDS / 2];
        Cost servedMedian = there[ROUNDS / 2];
        SideBySide.row(
                what,
                "%,.0f events/s (%d MiB), in process %,.0f: %.2f x at the median, %.2f x at best; CPU of the server"
                        + " %.2f s, in process %.2f s",
                end / servedMedian.seconds(),
                bytes[0] >> 20,
                end / median.seconds(),
                median.seconds() / servedMedian.seconds(),
                here[0].seconds() / there[0].seconds(),
                servedMedian.cpuSeconds(),
                median.cpuSeconds());
    }

    private static void appends(ArchiveLog log, HttpClientProcess client, String url) throws Exception {
        double[] here = new double[ROUNDS];
        double[] there = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double took = append(log, 1_000L + round);
            double over =
                    client.append(url, WRITERS, EVENTS_A_WRITER, 2_000L + round).seconds();
            if (round >= 0) {
                here[round] = took;
                there[round] = over;
            }
        }
        Arrays.sort(here);
        Arrays.sort(there);
        double events = (double) WRITERS * EVENTS_A_WRITER;
        SideBySide.row(
                "durable append as NDJSON, 4 connections",
                "%,.0f events/s, in process %,.0f: %.2f x at the median, %.2f x at best",
                events / there[ROUNDS / 2],
                events / here[ROUNDS / 2],
                here[ROUNDS / 2] / there[ROUNDS / 2],
                here[0] / there[0]);
    }

    /** Four threads, each with a batch of 1,000 under way. */
    private static double append(ArchiveLog log, long seed) throws Exception {
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            List<AppendRequest> batches = batches(seed * WRITERS + i);
            writers.add(() -> {
                for (AppendRequest batch : batches) {
                    log.appender().append(batch);
                }
                return true;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            long start = System.nanoTime();
            for (Future<Boolean> done : threads.invokeAll(writers)) {
                done.get();
            }
            return SideBySide.seconds(start);
        } finally {
            threads.shutdown();
        }
    }

    private static List<AppendRequest> batches(long seed) {
        BankEvents source = new BankEvents(seed, 50_000, 0);
        List<AppendRequest> batches = new ArrayList<>();
        for (int i = 0; i < EVENTS_A_WRITER / EVENTS_AT_ONCE; i++) {
            List<Event> events = new ArrayList<>();
            for (int n = 0; n < EVENTS_AT_ONCE; n++) {
                events.add(source.next());
            }
            batches.add(AppendRequest.of(events));
        }
        return batches;
    }
}
