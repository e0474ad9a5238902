package io.varve.ingest.hot;

import java.util.List;
import org.jspecify.annotations.Nullable;

@SuppressWarnings("ArrayRecordComponent")
public record HotBatch(long firstPosition, long recordedAtMicros, byte @Nullable [] progress, List<HotEvent> events) {
    public int encodedBytes() {
        int n = 64;
        for (HotEvent e : events) n += e.content().length + 12;
        return n;
    }
}
