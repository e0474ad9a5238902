package io.varve.ingest.append;

import io.varve.ingest.event.Event;

/** An event's source and id were used before for an event with other content; nothing was appended. */
public final class IdConflictException extends AppendException {

    private static final long serialVersionUID = 1L;

    IdConflictException(Event event, String first) {
        super("id '" + event.id() + "' of source '" + event.source() + "' was used before, " + first
                + ", for an event with other content");
    }
}
