package io.varve.bench;

import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import java.nio.charset.StandardCharsets;

/** The cents paid for each fine, and how many events it has: what the declared projection beside it does, in Java. */
final class PaymentsInJava implements Projection<long[]> {

    private static final String TOTAL = "\"total\":\"";

    @Override
    public String name() {
        return "payments-in-java";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public long[] initial() {
        return new long[2];
    }

    @Override
    public long[] apply(long[] state, RecordedEvent recorded) {
        state[1]++;
        Payload data = recorded.event().data();
        if (data != null && recorded.event().type().equals("Payment")) {
            String text = new String(data.bytes(), StandardCharsets.UTF_8);
            int at = text.indexOf(TOTAL) + TOTAL.length();
            state[0] = Math.round(Double.parseDouble(text.substring(at, text.indexOf('"', at))) * 100);
        }
        return state;
    }

    @Override
    public byte[] toJson(long[] state) {
        return ("{\"cents\":" + state[0] + ",\"count\":" + state[1] + "}").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long[] fromJson(byte[] json) {
        throw new UnsupportedOperationException("no snapshots here");
    }
}
