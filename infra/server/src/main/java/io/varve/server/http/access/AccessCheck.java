package io.varve.server.http.access;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.security.RouteRole;
import io.varve.server.access.Grant;
import io.varve.server.access.Permission;
import io.varve.server.access.Principal;
import io.varve.server.access.Tokens;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.report.Words;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a request come to its route, or refuses it. Thread-safe. */
public final class AccessCheck implements Handler {

    /** The attribute of a request under which stands who asks. */
    static final String PRINCIPAL = "varve.principal";

    private static final Logger LOG = LoggerFactory.getLogger(AccessCheck.class);
    private static final String BEARER = "Bearer ";

    private final boolean isRequired;
    private final String host;
    private final List<Tokens> tokens;

    /**
     * @param isRequired false to let everybody do everything who reaches the server, but pages of other sites
     * @param host the name under which the server listens
     * @param tokens asked one after the other
     */
    public AccessCheck(boolean isRequired, String host, List<Tokens> tokens) {
        this.isRequired = isRequired;
        this.host = host;
        this.tokens = List.copyOf(tokens);
    }

    @Override
    public void handle(Context context) {
        Set<RouteRole> roles = context.routeRoles();
        if (roles.contains(Role.ANYONE)) {
            return;
        }
        if (roles.isEmpty()) {
            throw refused(context, Problem.of(ProblemType.FORBIDDEN, "nobody may: the route names no role"));
        }
        @Nullable String log = context.pathParamMap().get(ServedLogs.LOG);
        if (roles.equals(Set.of(Role.PRODUCER))) {
            refuseAudit(context, log);
        }
        if (!isRequired) {
            refuseForeignPage(context);
            return;
        }
        Principal principal = principal(context);
        if (roles.stream().noneMatch(role -> principal.may(permission((Role) role), log))) {
            String wanted = roles.stream()
                    .map(role -> permission((Role) role).text())
                    .sorted()
                    .collect(Collectors.joining(" or "));
            String where = log == null ? "" : " for this log";
            throw refused(
                    context,
                    Problem.of(
                            ProblemType.FORBIDDEN,
                            Words.onOneLine(principal.name() + " does not have the role " + wanted + where)));
        }
        context.attribute(PRINCIPAL, principal);
    }

    /** Whether who asks, and was let in, may read this log. */
    public static boolean mayRead(Context context, String log) {
        @Nullable Principal principal = context.attribute(PRINCIPAL);
        return principal == null || principal.may(Permission.READER, log);
    }

    /** Refuses a request that was let in for some of the logs and would be told of all. */
    public static void requireReaderOfAll(Context context) {
        @Nullable Principal principal = context.attribute(PRINCIPAL);
        if (principal != null && !principal.grants().contains(new Grant(Permission.READER, null))) {
            throw refused(
                    context,
                    Problem.of(
                            ProblemType.FORBIDDEN,
                            Words.onOneLine(principal.name() + " does not have the role reader for all logs")));
        }
    }

    /**
     * Refuses a request that was let in and would have dead letters go where who asks may append nothing.
     *
     * @param log where they would go
     */
    public static void requireLettersTo(Context context, String log) {
        refuseAudit(context, log);
        @Nullable Principal principal = context.attribute(PRINCIPAL);
        if (principal != null && !principal.may(Permission.PRODUCER, log)) {
            throw refused(
                    context,
                    Problem.of(
                            ProblemType.FORBIDDEN,
                            Words.onOneLine(principal.name() + " does not have the role producer for log '" + log
                                    + "', to which the dead letters would go")));
        }
    }

    private void refuseForeignPage(Context context) {
        String flaw = ForeignPages.flaw(context, host);
        if (flaw != null) {
            throw refused(
                    context,
                    Problem.of(
                            ProblemType.FORBIDDEN,
                            Words.onOneLine(flaw + ": without access.required only this machine is answered, as"
                                    + " localhost, and pages of this server")));
        }
    }

    private static void refuseAudit(Context context, @Nullable String log) {
        if (Audit.LOG.equals(log)) {
            throw refused(
                    context, Problem.of(ProblemType.FORBIDDEN, "log '" + Audit.LOG + "' is written by Varve alone"));
        }
    }

    private Principal principal(Context context) {
        String header = context.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw unauthenticated(context, "send an API key or a token as Authorization: Bearer ...");
        }
        String token = header.substring(BEARER.length()).strip();
        for (Tokens each : tokens) {
            Principal principal = each.principal(token);
            if (principal != null) {
                return principal;
            }
        }
        throw unauthenticated(context, "the key or token is not known, or no more");
    }

    private static Permission permission(Role role) {
        return switch (role) {
            case PRODUCER -> Permission.PRODUCER;
            case READER -> Permission.READER;
            case OPERATOR -> Permission.OPERATOR;
            case ANYONE -> throw new IllegalArgumentException("anyone needs no permission");
        };
    }

    private static ProblemException unauthenticated(Context context, String why) {
        return refused(
                context,
                Problem.of(ProblemType.UNAUTHENTICATED, why).withHeader("WWW-Authenticate", "Bearer realm=\"varve\""));
    }

    private static ProblemException refused(Context context, Problem problem) {
        LOG.warn("refused {} {} from {}: {}", context.method(), context.path(), context.ip(), problem.detail());
        return problem.exception();
    }
}
