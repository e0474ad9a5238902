package io.varve.query.replay.sort;

import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Events one after the other. */
interface EventInput {

    /** The next event, null at the end. */
    @Nullable
    RecordedEvent next() throws IOException;
}
