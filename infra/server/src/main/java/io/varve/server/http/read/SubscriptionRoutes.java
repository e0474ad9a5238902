package io.varve.server.http.read;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.subscription.Refusal;
import io.varve.query.subscription.Subscription;
import io.varve.query.subscription.SubscriptionDefinition;
import io.varve.query.subscription.SubscriptionStatus;
import io.varve.query.subscription.Subscriptions;
import io.varve.query.subscription.UnknownSubscriptionException;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.events.EventPrinter;
import io.varve.server.http.access.AccessCheck;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.JsonObject;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.http.route.Streams;
import io.varve.server.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Subscriptions: created, read, acknowledged and refused by their consumers. */
public final class SubscriptionRoutes implements Routes {

    private static final String ALL = "/v1/logs/{log}/subscriptions";
    private static final String ONE = ALL + "/{name}";
    private static final String DEAD_LETTERS = "-dead-letters";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final long DEFAULT_TRIES = 5;
    private static final long DEFAULT_LIMIT = 100;
    private static final long MOST_SECONDS_TO_WAIT = 20;

    private final ServedLogs logs;
    private final Streams streams;

    public SubscriptionRoutes(ServedLogs logs, Streams streams) {
        this.logs = logs;
        this.streams = streams;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(ALL, this::list, Role.READER);
        routes.put(ONE, this::create, Role.READER);
        routes.get(ONE, this::status, Role.READER);
        routes.delete(ONE, this::delete, Role.READER);
        routes.get(ONE + "/events", this::events, Role.READER);
        routes.post(ONE + "/acknowledge", this::acknowledge, Role.READER);
        routes.post(ONE + "/refuse", this::refuse, Role.READER);
    }

    private Subscription named(Context context) {
        return logs.of(context).subscriptions().find(context.pathParam("name"));
    }

    private void status(Context context) {
        Query.of(context);
        answer(context, 200, named(context).status());
    }

    private void list(Context context) {
        Query.of(context);
        Subscriptions subscriptions = logs.of(context).subscriptions();
        List<SubscriptionStatus> all = subscriptions.names().stream()
                .flatMap(name -> statusUnlessDeleted(subscriptions, name).stream())
                .toList();
        Answers.json(context, 200, json -> json.array("subscriptions", all, SubscriptionRoutes::write));
    }

    /** One that was deleted after the names were listed is none of them, and no reason to refuse the others. */
    private static Optional<SubscriptionStatus> statusUnlessDeleted(Subscriptions subscriptions, String name) {
        try {
            return Optional.of(subscriptions.find(name).status());
        } catch (UnknownSubscriptionException e) {
            return Optional.empty();
        }
    }

    private void create(Context context) throws IOException {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        JsonObject body = JsonObject.of(context, "from", "types", "tries", "deadLetters");
        String usual = log.name() + DEAD_LETTERS;
        String deadLetters = Objects.requireNonNullElse(body.text("deadLetters"), usual);
        if (!deadLetters.equals(usual)) {
            AccessCheck.requireLettersTo(context, deadLetters);
        }
        Subscriptions.Created created;
        try {
            SubscriptionDefinition definition = new SubscriptionDefinition(
                    context.pathParam("name"),
                    Set.copyOf(body.list("types", type -> type)),
                    (int) Math.min(
                            Objects.requireNonNullElse(body.value("tries", SubscriptionRoutes::number), DEFAULT_TRIES),
                            Integer.MAX_VALUE),
                    deadLetters);
            created = log.subscriptions()
                    .create(definition, Objects.requireNonNullElse(body.value("from", SubscriptionRoutes::number), 0L));
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_PARAMETER, String.valueOf(e.getMessage()))
                    .exception();
        }
        answer(context, created.isNew() ? 201 : 200, created.subscription().status());
    }

    private void delete(Context context) {
        Query.of(context);
        logs.of(context).subscriptions().delete(context.pathParam("name"));
        context.status(204);
    }

    private void events(Context context) throws IOException, InterruptedException {
        Query query = Query.of(context, "limit", "wait");
        long limit = Objects.requireNonNullElse(query.number("limit", 1, EventQuery.MAX_LIMIT), DEFAULT_LIMIT);
        long wait = Objects.requireNonNullElse(query.number("wait", 0, MOST_SECONDS_TO_WAIT), 0L);
        EventFormat format = EventFormat.accepted(context, EventFormat.NDJSON, EventFormat.CLOUDEVENTS_BATCH);
        Subscription subscription = named(context);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (Streams.Place place = streams.take();
                EventPrinter printer = format.printer(body)) {
            List<RecordedEvent> events = subscription.next((int) limit, Duration.ofSeconds(wait), streams::isStopping);
            for (RecordedEvent event : events) {
                printer.print(event);
            }
            printer.finish();
        }
        context.contentType(format.mediaType()).header("Cache-Control", "no-store");
        context.result(body.toByteArray());
    }

    private void acknowledge(Context context) throws IOException {
        Query.of(context);
        long position = position(JsonObject.of(context, "position"));
        answer(context, 200, named(context).acknowledge(position));
    }

    private void refuse(Context context) throws IOException {
        Query.of(context);
        JsonObject body = JsonObject.of(context, "position", "reason");
        String reason = Objects.requireNonNullElse(body.text("reason"), "");
        answer(context, 200, named(context).refuse(position(body), reason));
    }

    private static long position(JsonObject body) {
        Long position = body.value("position", SubscriptionRoutes::number);
        if (position == null) {
            throw JsonObject.refusal("position", "is missing: a whole number of 0 or more");
        }
        return position;
    }

    private static Long number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' must be a whole number of 0 or more");
        }
        return Long.valueOf(text);
    }

    private static void answer(Context context, int status, SubscriptionStatus subscription) {
        Answers.json(context, status, json -> write(json, subscription));
    }

    private static void write(JsonReport json, SubscriptionStatus status) throws IOException {
        SubscriptionDefinition definition = status.definition();
        json.field("name", definition.name())
                .texts("types", definition.types().stream().sorted().toList())
                .field("tries", definition.tries())
                .field("deadLetters", definition.deadLetters())
                .field("position", status.position())
                .field("head", status.head())
                .field("lag", status.lag());
        Refusal refusal = status.refusal();
        if (refusal != null) {
            json.object(
                    "refused",
                    refused -> refused.field("position", refusal.position())
                            .field("tries", refusal.tries())
                            .field("reason", refusal.reason()));
        }
    }
}
