package io.varve.query.sql;

import io.varve.ingest.hot.HotSpan;
import io.varve.query.replay.ReplaySegment;
import io.varve.tiering.catalog.CatalogFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the log that is read as a whole or not at all, and what is known of its events; null is not known.
 *
 * @param segment from where it is read
 */
record Place(
        ReplaySegment segment,
        @Nullable Long leastRecordedAt,
        @Nullable Long greatestRecordedAt,
        @Nullable Long leastTime,
        @Nullable Long greatestTime) {

    static Place of(ReplaySegment segment, List<HotSpan> spans) {
        CatalogFile file = segment.file();
        if (file != null) {
            return new Place(
                    segment,
                    file.minRecordedAtMicros(),
                    file.maxRecordedAtMicros(),
                    file.minTimeMicros(),
                    file.maxTimeMicros());
        }
        for (HotSpan span : spans) {
            if (span.firstPosition() <= segment.from() && segment.to() <= span.endPosition()) {
                return new Place(segment, span.startMicros(), span.endMicros() - 1, null, null);
            }
        }
        return new Place(segment, null, null, null, null);
    }

    @Nullable
    CatalogFile file() {
        return segment.file();
    }
}
