package io.varve.ingest.command;

import io.varve.ingest.event.AggregateId;

/**
 * What somebody wants of one aggregate.
 *
 * @param id unique among the commands of its sender; sent again under the same id it is done once. The events that it
 *     causes carry it as {@value #CAUSATION}
 * @param correlationId of the whole story that it belongs to; its events carry it as {@value #CORRELATION}
 * @param aggregate of whom it is wanted
 * @param body what is wanted
 */
public record Command<C>(String id, String correlationId, AggregateId aggregate, C body) {

    /** The extension attribute that names the command an event was caused by. */
    public static final String CAUSATION = "causationid";

    /** The extension attribute that all events of one story share. */
    public static final String CORRELATION = "correlationid";

    /** A command that begins a story of its own. */
    public static <C> Command<C> first(String id, String aggregate, C body) {
        return new Command<>(id, id, new AggregateId(aggregate), body);
    }
}
