package io.varve.server.http.read;

import io.javalin.http.Context;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.TimeBasis;
import io.varve.server.http.route.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request for events asks for.
 *
 * @param request which events
 * @param format their form
 * @param limit how many to a page; null for all in one stream
 * @param most after how many a stream ends
 * @param follow whether to go on with what is appended
 */
record EventQuery(
        ReplayRequest request, EventFormat format, @Nullable Integer limit, long most, boolean follow) {

    /** The most events to a page. */
    static final int MAX_LIMIT = 10_000;

    private static final int DEFAULT_LIMIT = 1_000;

    /** Query parameters of both routes; {@code subject} besides where the path names no aggregate. */
    private static final List<String> PARAMETERS =
            List.of("type", "from", "to", "since", "until", "by", "order", "limit", "most", "follow");

    /** @param aggregate the only one wanted, null for all */
    static EventQuery of(Context context, @Nullable AggregateId aggregate) {
        List<String> known = new ArrayList<>(PARAMETERS);
        if (aggregate == null) {
            known.add("subject");
        }
        Query query = Query.of(context, known);
        EventFormat format = EventFormat.accepted(context, EventFormat.values());
        ReplayRequest request = request(query, aggregate);
        if (format == EventFormat.EVENT_STREAM) {
            request = behindLastEvent(context, request);
        }
        Long given = query.number("limit", 1, MAX_LIMIT);
        Integer limit = given != null
                ? Integer.valueOf(given.intValue())
                : format == EventFormat.CLOUDEVENTS_BATCH ? (Integer) DEFAULT_LIMIT : null;
        Long most = query.number("most", 0, Long.MAX_VALUE);
        if (most != null && limit != null) {
            throw Query.refusal("most", "most ends one stream and limit makes pages: leave out one of them");
        }
        boolean follow = query.flag("follow");
        check(request, format, limit, follow);
        return new EventQuery(request, format, limit, most == null ? Long.MAX_VALUE : most, follow);
    }

    private static void check(ReplayRequest request, EventFormat format, @Nullable Integer limit, boolean follow) {
        boolean isLogOrder = request.order() == ReplayOrder.LOG;
        if (follow && !format.canFollow()) {
            throw Query.refusal(
                    "follow",
                    "follow=true never ends, which " + format.mediaType() + " cannot be: ask for "
                            + EventFormat.NDJSON.mediaType() + " or " + EventFormat.EVENT_STREAM.mediaType());
        }
        if (follow && !isLogOrder) {
            throw Query.refusal("follow", "follow=true goes in log order: leave order out");
        }
        if (follow && limit != null) {
            throw Query.refusal("limit", "limit makes pages, which follow=true cannot have: leave out one of them");
        }
        if (format == EventFormat.EVENT_STREAM && !isLogOrder) {
            throw Query.refusal(
                    "order",
                    "a reader of " + EventFormat.EVENT_STREAM.mediaType() + " comes back by its last position, which"
                            + " tells nothing of other aggregates: leave order out, or ask for "
                            + EventFormat.NDJSON.mediaType());
        }
        if (limit != null && !isLogOrder) {
            throw Query.refusal(
                    "order",
                    "pages go by position, so limit and " + EventFormat.CLOUDEVENTS_BATCH.mediaType()
                            + " need order=log");
        }
    }

    private static ReplayRequest request(Query query, @Nullable AggregateId aggregate) {
        Long from = query.number("from", 0, Long.MAX_VALUE);
        Long to = query.number("to", 0, Long.MAX_VALUE);
        Instant since = query.instant("since");
        Instant until = query.instant("until");
        if (from != null && to != null && to < from) {
            throw Query.refusal("to", "to=" + to + " must be from=" + from + " or more");
        }
        if (since != null && until != null && until.isBefore(since)) {
            throw Query.refusal("until", "until=" + until + " lies before since=" + since);
        }
        String subject = query.text("subject");
        Set<String> types = query.value("type", EventQuery::types);
        return ReplayRequest.all()
                .withPositions(from == null ? 0 : from, to == null ? Long.MAX_VALUE : to)
                .withTimes(
                        basis(query),
                        since == null ? Long.MIN_VALUE : Micros.of(since),
                        until == null ? Long.MAX_VALUE : Micros.of(until))
                .withTypes(types == null ? Set.of() : types)
                .withSubject(aggregate == null && subject != null ? new AggregateId(subject) : aggregate)
                .withOrder(order(query));
    }

    private static Set<String> types(String text) {
        Set<String> types = new TreeSet<>(List.of(text.split(",", -1)));
        if (types.contains("")) {
            throw new IllegalArgumentException("'" + text + "' must be types with a comma between them");
        }
        return types;
    }

    private static TimeBasis basis(Query query) {
        TimeBasis basis = query.value("by", text -> switch (text) {
            case "recorded" -> TimeBasis.RECORDED;
            case "time" -> TimeBasis.BUSINESS;
            default -> throw new IllegalArgumentException("'" + text + "' must be recorded or time");
        });
        return basis == null ? TimeBasis.RECORDED : basis;
    }

    private static ReplayOrder order(Query query) {
        ReplayOrder order = query.value("order", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "log" -> ReplayOrder.LOG;
            case "aggregate" -> ReplayOrder.AGGREGATE;
            default -> throw new IllegalArgumentException("'" + text + "' must be log or aggregate");
        });
        return order == null ? ReplayOrder.LOG : order;
    }

    /** A reader that comes back says the id of the last event that it saw. */
    private static ReplayRequest behindLastEvent(Context context, ReplayRequest request) {
        String last = context.header("Last-Event-ID");
        if (last == null || last.isEmpty()) {
            return request;
        }
        if (!last.matches("[0-9]{1,18}")) {
            throw Query.refusal("Last-Event-ID", "Last-Event-ID: '" + last + "' must be the position of an event");
        }
        long from = Math.max(request.fromPosition(), Long.parseLong(last) + 1);
        return request.withPositions(Math.min(from, request.toPosition()), request.toPosition());
    }
}
