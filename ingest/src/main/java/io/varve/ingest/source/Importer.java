package io.varve.ingest.source;

import io.varve.ingest.event.EventRules;

/**
 * Takes a whole source of events into a log, in batches. A source that stops halfway (a bad line, a crash) can be run
 * again: events that are in the log already are recognised by source and id, and a backfill goes on behind the last row
 * that it appended. Each run is on the caller's thread.
 */
public final class Importer {

    private final ImportTarget target;
    private final EventRules rules;

    /** An importer into {@code target}, whose rules are checked here already, where the row is known. */
    public Importer(ImportTarget target, EventRules rules) {
        this.target = target;
        this.rules = rules;
    }

    /**
     * Reads the source to its end. The source is not closed.
     *
     * @throws ImportException if it cannot be read or an event cannot be taken; all before that event is in the log
     */
    public ImportResult run(EventSource source, ImportOptions options, ImportListener listener) {
        if (!options.backfill()) {
            return new ImportRun(source, rules, options, listener, (events, progress) -> target.append(events)).now();
        }
        try (ImportTarget.Backfill backfill = target.backfill(source.name())) {
            ImportResult result =
                    new ImportRun(source, rules, options, listener, backfill::append).past(backfill.progress());
            backfill.complete();
            return result;
        }
    }
}
