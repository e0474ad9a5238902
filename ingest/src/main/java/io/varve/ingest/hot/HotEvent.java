package io.varve.ingest.hot;

import java.util.Objects;

/**
 * An event as it is appended; its position follows from its place in the batch.
 *
 * @param version dense number of the event in its aggregate, from 0
 * @param content the bytes of {@link io.varve.ingest.event.EventCodec}; not copied, must not change afterwards
 */
public record HotEvent(
        long version,
        @SuppressWarnings("ArrayRecordComponent") byte[] content) {

    public HotEvent {
        Objects.requireNonNull(content, "content");
        if (version < 0) {
            throw new IllegalArgumentException("version " + version + " must not be negative");
        }
    }
}
