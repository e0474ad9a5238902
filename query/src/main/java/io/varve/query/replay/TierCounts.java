package io.varve.query.replay;

import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.partition.Tier;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one cursor has delivered of each tier. Counted by one thread at a time, without a lock and without a fence, as
 * it is done for each event; read by any.
 */
final class TierCounts {

    private final Count hot = new Count();
    private final Count warm = new Count();
    private final Count cold = new Count();

    void add(Tier tier, RecordedEvent event) {
        Payload data = event.event().data();
        count(tier).add(data == null ? 0 : data.length());
    }

    Delivered of(Tier tier) {
        return count(tier).delivered();
    }

    private Count count(Tier tier) {
        return switch (tier) {
            case HOT -> hot;
            case WARM -> warm;
            case COLD -> cold;
        };
    }

    private static final class Count {

        private final AtomicLong events = new AtomicLong();
        private final AtomicLong dataBytes = new AtomicLong();

        void add(int bytes) {
            events.setOpaque(events.getPlain() + 1);
            dataBytes.setOpaque(dataBytes.getPlain() + bytes);
        }

        Delivered delivered() {
            return new Delivered(events.getOpaque(), dataBytes.getOpaque());
        }
    }
}
