package io.varve.query.replay;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events of some accounts over some days. */
public final class SampleEvents {

    private static final String[] TYPES = {"Opened", "Paid", "Closed"};
    private static final String[] SUBJECTS = {"a", "b", "B", "ı", "İ", "\uD83D\uDE00", "\uFF5E", "account"};

    private SampleEvents() {}

    /** Ten days of 20 to 150 events, four of them cold, three warm and three hot; some hot ones also still warm. */
    public static void threeTiers(TestLog log, Random random) throws IOException {
        for (int day = 0; day < 10; day++) {
            appendDay(log, day, 20 + random.nextInt(130), random);
        }
        for (int sealed = 0; sealed < 7; sealed++) {
            log.seal();
        }
        for (int cold = 0; cold < 4; cold++) {
            log.freeze(log.catalogFiles().get(cold));
        }
        if (random.nextBoolean()) {
            log.releaseHot();
        }
    }

    public static void appendDay(TestLog log, int day, int count, Random random) {
        long time = TestLog.day(day);
        for (int left = count; left > 0; ) {
            List<Event> batch = new ArrayList<>();
            for (int n = 1 + random.nextInt(9); n > 0 && left > 0; n--, left--) {
                batch.add(event(log.model().size() + batch.size(), time, random));
            }
            log.append(time, batch);
            time += random.nextInt(3) * 1_000_000L;
        }
    }

    private static Event event(int number, long now, Random random) {
        String subject = SUBJECTS[random.nextInt(SUBJECTS.length)] + random.nextInt(6);
        Event event = Event.json(
                "id-" + number, "/test", subject, TYPES[random.nextInt(TYPES.length)], "{\"n\":" + number + "}");
        return random.nextInt(4) == 0 ? event : event.at(EventTime.ofMicros(now - random.nextInt(200_000_000)));
    }
}
