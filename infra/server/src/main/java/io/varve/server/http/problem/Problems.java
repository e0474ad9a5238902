package io.varve.server.http.problem;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.varve.ingest.append.AppendQueueFullException;
import io.varve.ingest.append.AppendRefusedException;
import io.varve.ingest.append.AppendTooLargeException;
import io.varve.ingest.append.AppendUnknownException;
import io.varve.ingest.append.ClockDepartedException;
import io.varve.ingest.append.IdConflictException;
import io.varve.ingest.append.LoadTimeException;
import io.varve.ingest.append.VersionConflictException;
import io.varve.ingest.event.InvalidEventException;
import io.varve.query.projection.ProjectionException;
import io.varve.query.projection.declared.InvalidProjectionException;
import io.varve.query.projection.find.UnknownProjectionException;
import io.varve.query.replay.ReplayException;
import io.varve.query.sql.SqlException;
import io.varve.query.state.FullReplayForbiddenException;
import io.varve.query.state.StateException;
import io.varve.query.state.UnknownAggregateException;
import io.varve.query.subscription.SubscriptionConflictException;
import io.varve.query.subscription.SubscriptionException;
import io.varve.query.subscription.UnknownSubscriptionException;
import io.varve.server.access.AccessUnavailableException;
import io.varve.server.report.Words;
import io.varve.tiering.catalog.LogExistsException;
import io.varve.tiering.catalog.UnknownLogException;
import io.varve.tiering.migration.MoveFailedException;
import io.varve.tiering.store.ColdCacheFullException;
import io.varve.tiering.store.SealedFileException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes problems of failures: the one place that says which failure is answered how. */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final String SECONDS_TO_WAIT = "10";

    private Problems() {}

    /** Lets every failure of a request be answered with a problem. */
    public static void addTo(JavalinConfig config) {
        config.http.prefer405over404 = true;
        config.routes.exception(HttpResponseException.class, (e, context) -> answer(context, e));
        config.routes.exception(Exception.class, (e, context) -> answer(context, e));
        config.router.javaLangErrorHandler((response, error) -> {
            String id = logged(error);
            if (response.isCommitted()) {
                hangUp(ServletContextResponse.getServletContextResponse(response)
                        .getRequest());
                return;
            }
            response.reset();
            response.setStatus(ProblemType.FAILED.status());
            response.setContentType(Problem.CONTENT_TYPE);
            try {
                response.getOutputStream().write(failed(id).json(null));
            } catch (IOException e) {
                LOG.debug("nobody is left to be told of {}", id);
            }
        });
    }

    /**
     * Answers a request with the problem that this failure is, and with nothing of an answer that was begun and not
     * sent; one that is on its way is broken off.
     */
    public static void answer(Context context, Exception failure) {
        if (context.res().isCommitted()) {
            breakOff(context, failure);
            return;
        }
        context.res().reset();
        answer(context, of(failure));
    }

    /** Answers with the problem. */
    public static void answer(Context context, Problem problem) {
        problem.headers().forEach(context::header);
        context.status(problem.status()).contentType(Problem.CONTENT_TYPE).result(problem.json(context.path()));
    }

    /**
     * Ends an answer that has begun in a way that its reader can tell from the end of a whole one: the connection is
     * closed before the last chunk, or reset where there are no chunks and a close would be the end.
     */
    public static void breakOff(Context context, Throwable failure) {
        if (failure instanceof EofException) {
            LOG.debug("{} {}: the client has gone", context.method(), context.path());
        } else {
            LOG.warn("{} {}: the answer was broken off: {}", context.method(), context.path(), failure.getMessage());
        }
        hangUp(ServletContextRequest.getServletContextRequest(context.req()));
    }

    /** Below the servlet: it ends as if all were well, and finds nobody to tell it to. */
    private static void hangUp(Request request) {
        ConnectionMetaData connection = request.getConnectionMetaData();
        EndPoint endPoint = connection.getConnection().getEndPoint();
        if (connection.getHttpVersion() == HttpVersion.HTTP_1_0
                && endPoint.getTransport() instanceof SocketChannel socket) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                LOG.debug("a connection that is gone already is not reset: {}", e.getMessage());
            }
        }
        endPoint.close();
    }

    /** The problem that this failure is. One that is not known is logged under an id and told by that alone. */
    public static Problem of(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof VersionConflictException conflict) {
            return problem(ProblemType.VERSION_CONFLICT, failure).with("actualVersion", conflict.actual());
        }
        if (failure instanceof HttpResponseException response) {
            return of(response);
        }
        if (failure instanceof HttpException http) {
            return ofStatus(http.getCode(), String.valueOf(http.getReason()));
        }
        if (failure instanceof EofException) {
            return Problem.of(ProblemType.BAD_REQUEST, "the body ended before its end");
        }
        if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
            return Problem.of(
                    ProblemType.REQUEST_TIMEOUT,
                    "the body stood still for too long, or came too slowly to be waited for");
        }
        ProblemType type = type(failure);
        if (type == ProblemType.FAILED) {
            return failed(logged(failure));
        }
        Problem problem = problem(type, failure);
        return switch (type) {
            case QUEUE_FULL -> problem.withHeader("Retry-After", "1");
            case NOT_TAKING_APPENDS, OUTCOME_UNKNOWN, STORAGE_UNAVAILABLE, ACCESS_UNAVAILABLE ->
                problem.withHeader("Retry-After", SECONDS_TO_WAIT);
            default -> problem;
        };
    }

    private static ProblemType type(Throwable failure) {
        if (failure instanceof InvalidEventException) {
            return ProblemType.INVALID_EVENT;
        } else if (failure instanceof UnknownLogException) {
            return ProblemType.UNKNOWN_LOG;
        } else if (failure instanceof LogExistsException) {
            return ProblemType.LOG_EXISTS;
        } else if (failure instanceof UnknownProjectionException) {
            return ProblemType.UNKNOWN_PROJECTION;
        } else if (failure instanceof InvalidProjectionException) {
            return ProblemType.INVALID_PROJECTION;
        } else if (failure instanceof ProjectionException) {
            return ProblemType.PROJECTION_FAILED;
        } else if (failure instanceof UnknownAggregateException) {
            return ProblemType.UNKNOWN_AGGREGATE;
        } else if (failure instanceof UnknownSubscriptionException) {
            return ProblemType.UNKNOWN_SUBSCRIPTION;
        } else if (failure instanceof FullReplayForbiddenException
                || failure instanceof MoveFailedException
                || failure instanceof LoadTimeException
                || failure instanceof SubscriptionConflictException) {
            return ProblemType.CONFLICT;
        } else if (failure instanceof StateException) {
            return ProblemType.INVALID_PARAMETER;
        } else if (failure instanceof SqlException) {
            return ProblemType.INVALID_QUERY;
        } else if (failure instanceof IdConflictException) {
            return ProblemType.ID_CONFLICT;
        } else if (failure instanceof AppendTooLargeException) {
            return ProblemType.TOO_LARGE;
        } else if (failure instanceof AppendQueueFullException) {
            return ProblemType.QUEUE_FULL;
        } else if (failure instanceof AppendRefusedException || failure instanceof ClockDepartedException) {
            return ProblemType.NOT_TAKING_APPENDS;
        } else if (failure instanceof AppendUnknownException) {
            return ProblemType.OUTCOME_UNKNOWN;
        } else if (failure instanceof AccessUnavailableException) {
            return ProblemType.ACCESS_UNAVAILABLE;
        } else if (failure instanceof SealedFileException
                || failure instanceof ReplayException
                || failure instanceof SubscriptionException
                || failure instanceof ColdCacheFullException) {
            return ProblemType.STORAGE_UNAVAILABLE;
        }
        return ProblemType.FAILED;
    }

    private static Problem of(HttpResponseException response) {
        Problem problem = ofStatus(response.getStatus(), String.valueOf(response.getMessage()));
        Map<String, String> details = response.getDetails();
        if (response.getStatus() == ProblemType.METHOD_NOT_ALLOWED.status()) {
            String methods = details.getOrDefault("availableMethods", "");
            return problem.withHeader("Allow", methods).with("allowed", methods);
        }
        return problem;
    }

    /** A problem that is found below Varve, of which little more is known than its status. */
    static Problem ofStatus(int status, String detail) {
        ProblemType type = switch (status) {
            case 401 -> ProblemType.UNAUTHENTICATED;
            case 403 -> ProblemType.FORBIDDEN;
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 408 -> ProblemType.REQUEST_TIMEOUT;
            case 413 -> ProblemType.TOO_LARGE;
            case 414 -> ProblemType.URI_TOO_LONG;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            case 429 -> ProblemType.TOO_MANY_REQUESTS;
            case 431 -> ProblemType.HEADERS_TOO_LARGE;
            case 503 -> ProblemType.STOPPING;
            default -> status >= 500 ? ProblemType.FAILED : ProblemType.BAD_REQUEST;
        };
        return new Problem(type, status, Words.onOneLine(detail), Map.of(), Map.of());
    }

    private static Problem problem(ProblemType type, Throwable failure) {
        return Problem.of(type, Words.onOneLine(String.valueOf(failure.getMessage())));
    }

    private static Problem failed(String id) {
        return Problem.of(ProblemType.FAILED, "the server's log says more about failure " + id)
                .with("failure", id);
    }

    private static String logged(Throwable failure) {
        String id = UUID.randomUUID().toString();
        LOG.error("failure {}", id, failure);
        return id;
    }
}
