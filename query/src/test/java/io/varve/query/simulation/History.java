package io.varve.query.simulation;

import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.event.SampleEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A source of events with times of their own, loaded batch by batch, in several goes.
 *
 * @param name of the source
 * @param base position of its first event
 * @param rows its events, in the order of their times
 */
record History(String name, int base, List<Event> rows) {

    private static final int BATCH = 5;

    /** Draws rows of times between the two, both inclusive. */
    static History drawn(Random random, int base, long fromMicros, long toMicros) {
        List<Event> rows = new ArrayList<>();
        long[] times = random.longs(2 + random.nextInt(40), fromMicros, toMicros + 1)
                .sorted()
                .toArray();
        for (int row = 0; row < times.length; row++) {
            if (row > 0 && random.nextInt(3) == 0) {
                times[row] = times[row - 1];
            }
            rows.add(SampleEvents.random(random, "history-" + base + "-" + row).at(EventTime.ofMicros(times[row])));
        }
        return new History("history-" + base, base, rows);
    }

    /** How many rows the log says it holds. */
    int loaded(BackfillSession session) {
        byte[] progress = session.progress();
        return progress == null ? 0 : (int) BackfillProgress.decode(progress).rows();
    }

    /** The rows from this one on that may be one batch. */
    List<Event> batch(int row) {
        int end = row + 1;
        while (end < rows.size() && end < row + BATCH && micros(end) == micros(row)) {
            end++;
        }
        return rows.subList(row, end);
    }

    byte[] progress(int loaded) {
        return new BackfillProgress(name, loaded, new Hash128(base, loaded), loaded == rows.size()).encode();
    }

    long micros(int row) {
        EventTime time = rows.get(row).time();
        if (time == null) {
            throw new IllegalStateException("row " + row + " has no time");
        }
        return time.micros();
    }
}
