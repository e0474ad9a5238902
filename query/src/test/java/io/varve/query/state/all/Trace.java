package io.varve.query.state.all;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import java.nio.charset.StandardCharsets;

/** A state that tells all events that were folded, in their order. */
final class Trace implements Projection<StringBuilder> {

    /** The position at which it fails; -1 for none. */
    private final long failAt;

    Trace(long failAt) {
        this.failAt = failAt;
    }

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public StringBuilder initial() {
        return new StringBuilder();
    }

    @Override
    public StringBuilder apply(StringBuilder state, RecordedEvent recorded) {
        if (recorded.position() == failAt) {
            throw new IllegalStateException("told to");
        }
        return state.append(recorded.position())
                .append(recorded.event().type())
                .append(recorded.event().data())
                .append(' ');
    }

    @Override
    public byte[] toJson(StringBuilder state) {
        return state.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public StringBuilder fromJson(byte[] json) {
        return new StringBuilder(new String(json, StandardCharsets.UTF_8));
    }
}
