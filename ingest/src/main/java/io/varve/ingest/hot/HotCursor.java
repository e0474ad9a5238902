package io.varve.ingest.hot;

import io.varve.ingest.event.*;
import java.util.*;
import org.jspecify.annotations.Nullable;

public final class HotCursor implements AutoCloseable {
    private final List<HotBatch> b;
    private long p;
    private final long to;
    private int i;

    HotCursor(List<HotBatch> b, long from, long to) {
        this.b = b;
        this.p = from - 1;
        this.to = to;
    }

    public boolean next() {
        p++;
        if (p >= to) return false;
        while (i < b.size() && p >= b.get(i).firstPosition() + b.get(i).events().size()) i++;
        return i < b.size();
    }

    private HotBatch batch() {
        return b.get(i);
    }

    public long position() {
        return p;
    }

    public long version() {
        return batch().events().get((int) (p - batch().firstPosition())).version();
    }

    public long recordedAtMicros() {
        return batch().recordedAtMicros();
    }

    public byte[] content() {
        return batch().events().get((int) (p - batch().firstPosition())).content();
    }

    public RecordedEvent event() {
        return new RecordedEvent(p, version(), recordedAtMicros(), EventCodec.decode(content(), 0, content().length));
    }

    public byte @Nullable [] batchProgress() {
        return batch().progress();
    }

    public boolean lastOfBatch() {
        return p == batch().firstPosition() + batch().events().size() - 1;
    }

    @Override
    public void close() {}
}
