package io.varve.ingest.source.outbox;

import static java.util.Comparator.comparingLong;

import io.varve.ingest.event.AggregateId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Whose turn it is: the rows of each aggregate by version, each after all those before it. For one page of rows. */
final class Turns {

    private final OutboxConfig.Versions versions;
    private final ToLongFunction<AggregateId> lastVersion;
    private final DeadRows dead;
    /** Up to which version a row of the aggregate may be taken. */
    private final Map<String, Long> upTo = new HashMap<>();

    /** How many versions of an aggregate, from one on, have become dead letters, and so have no event. */
    interface DeadRows {
        long of(String subject, long fromVersion) throws SQLException;
    }

    /** @param lastVersion of an aggregate in the log; -1 if it has no event there */
    Turns(OutboxConfig.Versions versions, ToLongFunction<AggregateId> lastVersion, DeadRows dead) {
        this.versions = versions;
        this.lastVersion = lastVersion;
        this.dead = dead;
    }

    /** Those of the page that may be taken now, in the order to take them in; the others must wait. */
    List<OutboxRow> of(List<OutboxRow> page) throws SQLException {
        List<OutboxRow> turns = new ArrayList<>(page.size());
        for (OutboxRow row : byVersion(page)) {
            if (isNext(row)) {
                turns.add(row);
            }
        }
        return turns;
    }

    /** The same rows, the places of each aggregate's rows filled with them by version. */
    private static List<OutboxRow> byVersion(List<OutboxRow> page) {
        Map<String, PriorityQueue<Placed>> bySubject = new HashMap<>();
        for (OutboxRow row : page) {
            Placed placed = Placed.of(row);
            if (placed != null) {
                bySubject
                        .computeIfAbsent(placed.subject, subject -> new PriorityQueue<>(comparingLong(Placed::version)))
                        .add(placed);
            }
        }
        List<OutboxRow> sorted = new ArrayList<>(page.size());
        for (OutboxRow row : page) {
            PriorityQueue<Placed> places =
                    row.subject() == null || row.version() == null ? null : bySubject.get(row.subject());
            sorted.add(places == null ? row : places.remove().row);
        }
        return sorted;
    }

    private boolean isNext(OutboxRow row) throws SQLException {
        Placed placed = Placed.of(row);
        if (placed == null || !(versions instanceof OutboxConfig.Versions.Dense dense)) {
            return true;
        }
        String subject = placed.subject;
        Long known = upTo.get(subject);
        long next = known != null ? known : dense.first() + lastVersion.applyAsLong(new AggregateId(subject)) + 1;
        if (placed.version > next && known == null) {
            next += dead.of(subject, dense.first());
        }
        boolean isNext = placed.version <= next;
        upTo.put(subject, isNext ? Math.max(next, placed.version + 1) : next);
        return isNext;
    }

    /** A row that stands in the order of an aggregate's rows. */
    private record Placed(String subject, long version, OutboxRow row) {

        static @Nullable Placed of(OutboxRow row) {
            String subject = row.subject();
            Long version = row.version();
            return subject == null || version == null ? null : new Placed(subject, version, row);
        }
    }
}
