package io.varve.query.projection.find;

import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import java.nio.charset.StandardCharsets;

/** The cents paid for each fine; in the traffic fines the newest total stands in each payment. */
public final class PaymentsPerCase implements Projection<Long> {

    private static final String TOTAL = "\"total\":\"";

    @Override
    public String name() {
        return "payments-per-case";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Long apply(Long cents, RecordedEvent recorded) {
        Payload data = recorded.event().data();
        if (data == null || !recorded.event().type().equals("Payment")) {
            return cents;
        }
        String text = new String(data.bytes(), StandardCharsets.UTF_8);
        int at = text.indexOf(TOTAL) + TOTAL.length();
        return Math.round(Double.parseDouble(text.substring(at, text.indexOf('"', at))) * 100);
    }

    @Override
    public byte[] toJson(Long cents) {
        return cents.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Long fromJson(byte[] json) {
        return Long.valueOf(new String(json, StandardCharsets.UTF_8));
    }
}
