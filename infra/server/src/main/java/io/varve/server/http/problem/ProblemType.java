package io.varve.server.http.problem;

import java.util.Locale;

/** Every kind of problem that there is. */
public enum ProblemType {
    BAD_REQUEST(400, "The request cannot be understood"),
    INVALID_PARAMETER(400, "A parameter is not what it may be"),
    INVALID_EVENT(400, "An event cannot be taken as it is"),
    INVALID_QUERY(400, "The statement cannot be answered"),
    UNAUTHENTICATED(401, "Who is asking is not known"),
    FORBIDDEN(403, "Who is asking may not do this"),
    NOT_FOUND(404, "There is nothing here"),
    UNKNOWN_LOG(404, "There is no log of this name"),
    UNKNOWN_AGGREGATE(404, "The log has no event of this aggregate"),
    UNKNOWN_PROJECTION(404, "There is no projection of this name"),
    UNKNOWN_SUBSCRIPTION(404, "There is no subscription of this name"),
    UNKNOWN_OPERATION(404, "There is no operation of this id"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here"),
    NOT_ACCEPTABLE(406, "There is no answer in a form that is accepted"),
    REQUEST_TIMEOUT(408, "The request came too slowly"),
    CONFLICT(409, "This cannot be done as things are"),
    VERSION_CONFLICT(409, "The aggregate has another version"),
    ID_CONFLICT(409, "The id was used for another event"),
    LOG_EXISTS(409, "There is a log of this name already"),
    TOO_LARGE(413, "The request is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is of a type that is not taken here"),
    INVALID_PROJECTION(422, "What is declared is no projection"),
    PROJECTION_FAILED(422, "The projection cannot fold these events"),
    QUEUE_FULL(429, "Too much is waiting to be stored"),
    TOO_MANY_REQUESTS(429, "Too much is asked at once"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    FAILED(500, "The server failed"),
    NOT_TAKING_APPENDS(503, "The log takes no appends now"),
    OUTCOME_UNKNOWN(503, "Whether the events were stored is not known"),
    STORAGE_UNAVAILABLE(503, "Stored events cannot be read now"),
    ACCESS_UNAVAILABLE(503, "Whether access may be given cannot be told now"),
    STOPPING(503, "The server stops");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What it is in words, the same each time. */
    public String title() {
        return title;
    }

    /** The URI reference that names it, such as {@code /problems/version-conflict}. */
    public String uri() {
        return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
