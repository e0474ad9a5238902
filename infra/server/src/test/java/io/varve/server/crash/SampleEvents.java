package io.varve.server.crash;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Micros;
import io.varve.tiering.partition.PartitionUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Events that follow from their ids alone, so that both processes know what each must be. */
final class SampleEvents {

    /** After the real clock, by which the catalog's commits and the files are dated: a grace of 0 is over at once. */
    static final Instant BEGIN = Instant.parse("2100-01-01T00:00:00Z");

    /** Events before {@link #BEGIN}, loaded as history. */
    static final int HISTORY = 32;

    /** So many events in a row, counted from a multiple of it, are of one aggregate. */
    static final int SAME_SUBJECT = 3;

    private static final String SOURCE = "/crash";
    private static final int HISTORY_BATCH = 4;
    private static final int HISTORY_BATCHES_PER_PARTITION = 2;
    private static final int ACCOUNTS = 9;
    private static final int LARGE = 6_000;

    private SampleEvents() {}

    static String id(long number) {
        return "e-" + number;
    }

    static String historyId(int row) {
        return "h-" + row;
    }

    /** The span of a partition. */
    static Duration span(PartitionUnit unit) {
        return unit == PartitionUnit.HOUR ? Duration.ofHours(1) : Duration.ofDays(1);
    }

    /** The event of this id. */
    static Event event(String id, PartitionUnit unit) {
        long number = Long.parseLong(id.substring(2));
        boolean history = id.startsWith("h-");
        SplittableRandom random = new SplittableRandom(number + (history ? 1L << 40 : 0));
        SplittableRandom account = new SplittableRandom(number / SAME_SUBJECT);
        int length = random.nextInt(12) == 0 ? random.nextInt(LARGE) : random.nextInt(80);
        StringBuilder data = new StringBuilder("{\"amount\":" + random.nextInt(1_000_000) + ",\"text\":\"");
        for (int i = 0; i < length; i++) {
            data.append((char) ('a' + random.nextInt(26)));
        }
        Event event = Event.json(
                id,
                SOURCE,
                "account-" + account.nextInt(ACCOUNTS),
                "Deposited",
                data.append("\"}").toString());
        return history ? event.at(EventTime.ofMicros(historyMicros((int) number, unit))) : event;
    }

    static List<Event> events(List<String> ids, PartitionUnit unit) {
        return ids.stream().map(id -> event(id, unit)).toList();
    }

    /** The ids of the batch of history that begins with this row; all have one time. */
    static List<String> historyBatch(int row) {
        List<String> ids = new ArrayList<>();
        int end = (row / HISTORY_BATCH + 1) * HISTORY_BATCH;
        for (int next = row; next < Math.min(end, HISTORY); next++) {
            ids.add(historyId(next));
        }
        return ids;
    }

    static AggregateId subject(long number, PartitionUnit unit) {
        return event(id(number), unit).subject();
    }

    private static long historyMicros(int row, PartitionUnit unit) {
        int batchesLeft = (HISTORY - row + HISTORY_BATCH - 1) / HISTORY_BATCH;
        return Micros.of(BEGIN.minus(span(unit).multipliedBy(batchesLeft).dividedBy(HISTORY_BATCHES_PER_PARTITION)));
    }
}
