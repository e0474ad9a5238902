package io.varve.server.crash;

import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** One data directory on its way through several rounds: what one leaves behind, the next must live with. */
final class Life {

    private final Path directory;
    private final PartitionUnit unit;
    private final SplittableRandom random;
    private final ChildProcess child;
    private final Tally tally;
    private final Ledger ledger;
    private Instant now = SampleEvents.BEGIN;
    private long settledTo;
    private long nextNumber;

    Life(Path directory, long seed, ChildProcess child, Tally tally) {
        this.directory = directory;
        this.random = new SplittableRandom(seed);
        this.unit = random.nextInt(3) == 0 ? PartitionUnit.DAY : PartitionUnit.HOUR;
        this.child = child;
        this.tally = tally;
        this.ledger = new Ledger(unit);
    }

    void round(Round round) throws IOException, InterruptedException {
        for (int i = 0; i < round.kills().size(); i++) {
            if (i == round.kills().size() - 1) {
                prepare(round.before());
            }
            run(round.kills().get(i));
        }
        int acknowledged = ledger.acknowledged();
        new Inspection(directory, unit, ledger).inspect(now);
        settledTo = nextNumber;
        tally.inspected(acknowledged);
    }

    private void prepare(Round.Before before) throws IOException {
        switch (before) {
            case NOTHING -> {}
            case DELETE_INDEX ->
                delete(directory.resolve("logs").resolve(Session.LOG).resolve("index"));
            case ADD_OBJECT -> addObject();
        }
    }

    /** Puts a file of the bucket there once more, under another attempt. */
    private void addObject() throws IOException {
        Path buckets = directory.resolve("s3").resolve("buckets");
        try (Stream<Path> objects = Files.walk(buckets)) {
            Path object = objects.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing is cold in " + buckets));
            Path partition = object.getParent().getParent();
            Path attempt = Files.createDirectories(partition.resolve("another-attempt"));
            Files.copy(object, attempt.resolve(object.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void run(Kill kill) throws IOException, InterruptedException {
        Session session = new Session(directory, unit, random.nextLong(), now, settledTo, nextNumber);
        ChildProcess.Ended ended = child.run(session, kill);
        ledger.take(ended.lines());
        Said.requests(ended.lines()).stream()
                .flatMap(request -> request.ids().stream())
                .filter(id -> id.startsWith("e-"))
                .forEach(id -> nextNumber = Math.max(nextNumber, Long.parseLong(id.substring(2)) + 1));
        now = now.plus(SampleEvents.span(unit).multipliedBy(Session.PARTITIONS));
        tally.ended(kill, ended.killed());
    }

    /** Makes room on the disk; what happened there is no longer of interest. */
    void end() throws IOException {
        delete(directory);
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            List<Path> all = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }
}
