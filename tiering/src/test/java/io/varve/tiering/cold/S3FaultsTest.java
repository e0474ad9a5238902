package io.varve.tiering.cold;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.cold.FaultyS3.Fault;
import io.varve.tiering.cold.FaultyS3.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each fault at each call of {@link S3ObjectStore}, between it and a real server. Whatever goes wrong: a call is done,
 * has failed or says that it does not know; no byte that is answered is wrong; it ends after as many tries as are
 * configured; and the same call without the fault does what it should.
 */
final class S3FaultsTest {

    private static final int TRIES = 2;
    private static final int SMALL = 1_000;
    private static final int LARGE = (5 << 20) + 1;
    private static final int PATIENT_LINES = 6;
    private static final int IMPATIENT_LINES = 3;

    /** Of these the second try makes up. */
    private static final Set<Fault> MENDED = EnumSet.of(
            Fault.RESET_IN_REQUEST,
            Fault.LOST_ANSWER,
            Fault.RESET_IN_ANSWER,
            Fault.NO_ANSWER,
            Fault.INTERNAL_ERROR,
            Fault.SLOW_DOWN,
            Fault.CUT_SHORT);

    private static final AtomicInteger LINES = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static S3ProxyFixture real;

    private enum Call {
        PUT,
        PUT_IN_PARTS,
        FIND,
        READ,
        DOWNLOAD,
        LIST,
        DELETE;

        List<Operation> requests() {
            return switch (this) {
                case PUT -> List.of(Operation.PUT);
                case PUT_IN_PARTS -> List.of(Operation.START_PARTS, Operation.PUT_PART, Operation.COMPLETE_PARTS);
                case FIND -> List.of(Operation.HEAD);
                case READ, DOWNLOAD -> List.of(Operation.GET);
                case LIST -> List.of(Operation.LIST);
                case DELETE -> List.of(Operation.DELETE);
            };
        }
    }

    private static final Set<Operation> XML =
            EnumSet.of(Operation.LIST, Operation.START_PARTS, Operation.COMPLETE_PARTS);

    private record Case(Call call, Operation request, Fault fault, int times) {}

    @BeforeAll
    static void start() throws IOException {
        real = S3ProxyFixture.start(directory.resolve("s3"));
        try (ObjectStore store = new S3ObjectStore(real.config())) {
            store.list(""); // makes the bucket
        }
    }

    @AfterAll
    static void stop() {
        real.close();
    }

    @Test
    void aFaultThatPasses() throws Exception {
        List<Case> cases = cases(1);
        Set<Fault> likely = EnumSet.of(Fault.LOST_ANSWER, Fault.RESET_IN_REQUEST);
        Set<Call> waiting = EnumSet.of(Call.PUT, Call.READ, Call.DELETE);
        cases.removeIf(one -> one.call() == Call.PUT_IN_PARTS && !likely.contains(one.fault()));
        cases.removeIf(one -> one.fault() == Fault.NO_ANSWER && !waiting.contains(one.call()));
        tryAll(cases);
    }

    @Test
    void aFaultThatStays() throws Exception {
        List<Case> cases = cases(Integer.MAX_VALUE);
        // what is mended when it passes fails in one and the same way when it stays
        cases.removeIf(one ->
                one.call() == Call.PUT_IN_PARTS || (MENDED.contains(one.fault()) && one.fault() != Fault.SLOW_DOWN));
        tryAll(cases);
    }

    @Test
    @Tag("soak")
    void everyFaultOfBothKinds() throws Exception {
        List<Case> cases = cases(1);
        cases.addAll(cases(Integer.MAX_VALUE));
        tryAll(cases);
    }

    private static List<Case> cases(int times) {
        List<Case> cases = new ArrayList<>();
        for (Call call : Call.values()) {
            for (Operation request : call.requests()) {
                for (Fault fault : Fault.values()) {
                    cases.add(new Case(call, request, fault, times));
                }
            }
        }
        return cases;
    }

    /** A client, the faulty network behind it, and a way around both. */
    private record Line(FaultyS3 server, ObjectStore store, ObjectStore direct, String prefix)
            implements AutoCloseable {

        static Line open(String prefix, Duration patience) throws IOException {
            S3Config config = real.config()
                    .withBucket("cold", prefix)
                    .withCreateBucket(false)
                    .withWriting(S3Writing.DEFAULT.withPartBytes(5 << 20));
            FaultyS3 server = new FaultyS3(
                    config.withLimits(new S3Config.Limits(patience, patience, patience.multipliedBy(3), TRIES, 8)));
            return new Line(server, new S3ObjectStore(server.config()), new S3ObjectStore(config), prefix);
        }

        @Override
        public void close() throws IOException {
            store.close();
            direct.close();
            server.close();
        }
    }

    /** Side by side: most of the time they wait for the next try. */
    private static void tryAll(List<Case> cases) throws Exception {
        BlockingQueue<Line> patient = lines("patient-", PATIENT_LINES, Duration.ofSeconds(20));
        BlockingQueue<Line> impatient = lines("impatient-", IMPATIENT_LINES, Duration.ofSeconds(2));
        ExecutorService threads = Executors.newFixedThreadPool(PATIENT_LINES + IMPATIENT_LINES);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                Case one = cases.get(i);
                String name = "case-" + i;
                BlockingQueue<Line> lines = one.fault() == Fault.NO_ANSWER ? impatient : patient;
                running.add(threads.submit(() -> {
                    Line line = lines.take();
                    try {
                        tryOne(one, name, line);
                    } finally {
                        lines.add(line);
                    }
                    return null;
                }));
            }
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                try {
                    running.get(i).get();
                } catch (ExecutionException e) {
                    wrong.add(cases.get(i) + ": " + e.getCause());
                }
            }
            assertThat(wrong).isEmpty();
        } finally {
            threads.shutdownNow();
            for (Line line : patient) {
                line.close();
            }
            for (Line line : impatient) {
                line.close();
            }
        }
    }

    private static BlockingQueue<Line> lines(String prefix, int count, Duration patience) throws IOException {
        BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
        for (int i = 0; i < count; i++) {
            lines.add(Line.open(prefix + LINES.incrementAndGet(), patience));
        }
        return lines;
    }

    private static void tryOne(Case one, String name, Line line) throws IOException {
        FaultyS3 server = line.server();
        Path own = Files.createTempDirectory(directory, name);
        Trial trial = new Trial(one, name + "/", line, own);
        trial.prepare();
        server.takeHistory();
        server.fail(one.fault(), 0, one.times(), Set.of(one.request()));
        IOException failure = trial.call();
        List<FaultyS3.Request> asked = server.takeHistory();
        server.heal();

        if (isMended(one)) {
            assertThat(failure).as("the second try makes up for it").isNull();
        }
        if (failure != null) {
            assertThat(failure.getMessage())
                    .contains("s3://cold/" + line.prefix() + "/" + name)
                    .doesNotContain("\n");
        }
        Map<Operation, Long> counts =
                asked.stream().collect(Collectors.groupingBy(FaultyS3.Request::operation, Collectors.counting()));
        assertThat(counts.values()).as("tries: %s", counts).allMatch(count -> count <= 3L * TRIES);
        trial.checkAndGoOn();
    }

    /** An answer in XML that breaks off is not asked for again by the SDK; the next run of whoever asked does. */
    private static boolean isMended(Case one) {
        boolean isBrokenXml =
                XML.contains(one.request()) && (one.fault() == Fault.CUT_SHORT || one.fault() == Fault.RESET_IN_ANSWER);
        return one.times() == 1 && MENDED.contains(one.fault()) && !isBrokenXml;
    }

    /** One call at an object of its own. */
    private static final class Trial {

        private final Case one;
        private final String prefix;
        private final String key;
        private final ObjectStore store;
        private final ObjectStore direct;
        private final Path own;
        private final byte[] bytes;
        private final byte[] sha256;
        private final Path file;
        private boolean done;

        Trial(Case one, String prefix, Line line, Path own) throws IOException {
            this.one = one;
            this.prefix = prefix;
            this.key = prefix + "a";
            this.store = line.store();
            this.direct = line.direct();
            this.own = own;
            this.bytes = new byte[one.call() == Call.PUT_IN_PARTS ? LARGE : SMALL];
            new Random(7).nextBytes(bytes);
            this.sha256 = Sha256.newDigest().digest(bytes);
            this.file = Files.write(own.resolve("file"), bytes);
        }

        void prepare() throws IOException {
            if (one.call() != Call.PUT && one.call() != Call.PUT_IN_PARTS) {
                direct.put(key, file, sha256, "a1");
            }
        }

        /** How it failed; null if it was done. */
        @org.jspecify.annotations.Nullable
        IOException call() {
            try {
                run();
                done = true;
                return null;
            } catch (IOException e) {
                return e;
            }
        }

        private void run() throws IOException {
            switch (one.call()) {
                case PUT, PUT_IN_PARTS ->
                    assertThat(store.put(key, file, sha256, "a1")).isIn(PutOutcome.CREATED, PutOutcome.ALREADY_THERE);
                case FIND -> {
                    if (one.fault() != Fault.VANISHED) {
                        assertThat(store.find(key)).hasValueSatisfying(found -> {
                            assertThat(found.bytes()).isEqualTo(bytes.length);
                            assertThat(found.sha256()).isEqualTo(sha256);
                        });
                    }
                }
                case READ -> {
                    byte[] read = new byte[SMALL];
                    store.readFully(key, 10, read, 5, SMALL - 100);
                    byte[] expected = new byte[SMALL];
                    System.arraycopy(bytes, 10, expected, 5, SMALL - 100);
                    if (one.fault() != Fault.ALTERED_ANSWER) { // those who read compare with checksums of their own
                        assertThat(read).isEqualTo(expected);
                    }
                }
                case DOWNLOAD -> {
                    store.download(key, own.resolve("copy"));
                    assertThat(own.resolve("copy")).hasBinaryContent(bytes);
                }
                case LIST -> {
                    List<ObjectInfo> listed = store.list(prefix);
                    if (one.fault() != Fault.ALTERED_ANSWER) { // those who act on a list look at the object first
                        assertThat(listed).hasSize(1);
                    }
                }
                case DELETE -> store.delete(key);
            }
        }

        void checkAndGoOn() throws IOException {
            switch (one.call()) {
                case PUT, PUT_IN_PARTS -> {
                    boolean isThere = direct.find(key).isPresent();
                    assertThat(isThere || !done)
                            .as("a put that is done is there")
                            .isTrue();
                    PutOutcome outcome = store.put(key, file, sha256, "a1");
                    assertThat(outcome).isEqualTo(isThere ? PutOutcome.ALREADY_THERE : PutOutcome.CREATED);
                    byte[] read = new byte[bytes.length];
                    direct.readFully(key, 0, read, 0, read.length);
                    assertThat(read).isEqualTo(bytes);
                    direct.abandonUploads(Instant.MAX);
                    assertThat(direct.abandonUploads(Instant.MAX)).isZero();
                }
                case DELETE -> {
                    if (done && one.fault() != Fault.VANISHED) {
                        assertThat(direct.find(key)).isEmpty();
                    }
                    store.delete(key);
                    assertThat(direct.list(prefix)).isEmpty();
                }
                case DOWNLOAD -> {
                    if (!done) {
                        assertThat(own).isDirectoryNotContaining(path -> !path.equals(file));
                    }
                    run();
                }
                default -> run();
            }
        }
    }
}
