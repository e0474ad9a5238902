package io.varve.server.client.remote;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server that cannot be reached, that refuses, or whose answer is none. The message is one line. */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int NO_ANSWER = -1;

    /** Too many requests, and what a server or a proxy in front of one says while it is not there. */
    private static final Set<Integer> TEMPORARY = Set.of(NO_ANSWER, 429, 502, 503, 504);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final transient @Nullable JsonValue problem;
    private final int status;
    private final Duration retryAfter;

    private ServerException(
            String message, @Nullable Throwable cause, int status, Duration retryAfter, @Nullable JsonValue problem) {
        super(message, cause);
        this.problem = problem;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    ServerException(String message) {
        this(message, (Throwable) null);
    }

    ServerException(String message, @Nullable Throwable cause) {
        this(message, cause, 0, Duration.ZERO, null);
    }

    /** A refusal in the server's own words. */
    ServerException(String message, JsonValue problem) {
        this(message, null, 0, Duration.ZERO, problem);
    }

    /** A refusal; what is known of it stands in the problem, if there is one. */
    static ServerException refusal(String message, int status, HttpHeaders headers, @Nullable JsonValue problem) {
        // a date is another form of it, which Varve does not send: then the wait is one's own
        Duration wait = headers.firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
        return new ServerException(message, null, status, wait, problem);
    }

    /** No answer, or half of one: what became of the request is not known. */
    static ServerException noAnswer(String message, Throwable cause) {
        return new ServerException(message, cause, NO_ANSWER, Duration.ZERO, null);
    }

    /** What the server says of its refusal; null if it does not. */
    @Nullable
    JsonValue problem() {
        return problem;
    }

    /** The status of the refusal; 0 or less if that is not known, or it is none. */
    int status() {
        return status;
    }

    boolean isWithoutAnswer() {
        return status == NO_ANSWER;
    }

    /** Whether it may be otherwise in a while. */
    boolean isTemporary() {
        return TEMPORARY.contains(status);
    }

    /** How long the server asks to be left alone; zero if it does not. */
    Duration retryAfter() {
        return retryAfter;
    }
}
