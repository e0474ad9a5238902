package io.varve.server.report;

import io.varve.ingest.event.Micros;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;
import java.time.Instant;

/** Log times in the hot tier, read from it. */
final class HotTimes {

    private HotTimes() {}

    static Instant at(HotLog hot, long position) {
        try (HotCursor cursor = hot.read(position, position + 1)) {
            if (!cursor.next()) {
                throw new IllegalStateException("the hot tier does not hold position " + position);
            }
            return Micros.instant(cursor.recordedAtMicros());
        }
    }
}
