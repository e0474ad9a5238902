package io.varve.query.projection.find;

import io.varve.ingest.event.Event;
import io.varve.query.projection.Upcaster;

/** What was called Paid at first is a Payment. */
public final class RenamedPayment implements Upcaster {

    @Override
    public String name() {
        return "renamed-payment";
    }

    @Override
    public Event upcast(Event event) {
        if (!event.type().equals("PaidOld")) {
            return event;
        }
        if (event.data() == null) {
            throw new IllegalArgumentException("it has no data");
        }
        return new Event(
                event.id(),
                event.source(),
                event.subject(),
                "Payment",
                event.time(),
                event.dataContentType(),
                event.dataSchema(),
                event.data(),
                event.extensions());
    }
}
