package io.varve.query.state;

import io.varve.ingest.event.AggregateId;
import org.jspecify.annotations.Nullable;

/**
 * A state, and of which events it is the fold.
 *
 * @param subject the aggregate, null for the whole log
 * @param version of the last event folded; -1 if none was, and in a state of the whole log
 * @param position of the last event folded, -1 if none was
 * @param recordedAtMicros log time of the last event folded, null if none was
 * @param json the state as JSON text in UTF-8; not copied, not to be changed
 * @param explanation how it was made
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record State(
        @Nullable AggregateId subject,
        long version,
        long position,
        @Nullable Long recordedAtMicros,
        byte[] json,
        Explanation explanation) {}
