package io.varve.server.client.remote;

import io.varve.server.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server. An answer of another status than 2xx is a {@link ServerException}, and so is a server that is silent
 * for too long. Thread-safe.
 */
final class Exchange implements AutoCloseable {

    static final String JSON = "application/json";

    private static final String PROBLEM = "application/problem+json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int UNAUTHENTICATED = 401;

    private final ServerAddress address;
    private final @Nullable String key;
    private final Duration silence;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Exchange::watcher);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * @param key sent with every request; null for none
     * @param silence how long a server that says nothing is waited for
     */
    Exchange(ServerAddress address, @Nullable String key, Duration silence) {
        this.address = address;
        this.key = key;
        this.silence = silence;
        timer.setRemoveOnCancelPolicy(true);
    }

    private static Thread watcher(Runnable watching) {
        Thread thread = new Thread(watching, "varve-silence");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends the watch over answers: none may be read any more. */
    @Override
    public void close() {
        timer.shutdownNow();
    }

    HttpRequest.Builder to(String pathAndQuery) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.uri(pathAndQuery)).timeout(silence);
        return key == null ? request : request.setHeader("Authorization", "Bearer " + key);
    }

    JsonValue get(String pathAndQuery) {
        return json(to(pathAndQuery));
    }

    /** Sends a JSON object. */
    JsonValue post(String path, JsonReport.Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            JsonReport.object(out, content);
        }
        return json(to(path).setHeader("Content-Type", JSON).POST(BodyPublishers.ofByteArray(bytes.toByteArray())));
    }

    /** Sends the request; the answer is to be JSON. */
    JsonValue json(HttpRequest.Builder request) {
        try (InputStream body = send(request.setHeader("Accept", JSON)).body()) {
            byte[] bytes = body.readAllBytes();
            try {
                return JsonValue.parse(bytes);
            } catch (IOException e) {
                throw new ServerException(
                        address.base() + " answers, and not as a Varve server does: is it the right" + " URL?", e);
            }
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** Sends the request; the body of the answer is the caller's to close. */
    HttpResponse<InputStream> send(HttpRequest.Builder request) {
        try {
            return sendInterruptibly(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while " + address.base() + " was asked", e);
        }
    }

    HttpResponse<InputStream> sendInterruptibly(HttpRequest.Builder request) throws InterruptedException {
        HttpRequest built = request.build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(built, headers -> watched());
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw ServerException.noAnswer("the server " + address.base() + " cannot be reached" + said(e), e);
        } catch (HttpTimeoutException e) {
            throw ServerException.noAnswer(
                    "the server " + address.base() + " does not answer" + said(WatchedBody.silent(silence)), e);
        } catch (IOException e) {
            throw brokenOff(e);
        }
        if (response.statusCode() / 100 != 2) {
            throw refused(built, response);
        }
        return response;
    }

    private BodySubscriber<InputStream> watched() {
        return BodySubscribers.mapping(BodySubscribers.ofInputStream(), body -> new WatchedBody(body, silence, timer));
    }

    /** Ends the reading of a body in another thread. */
    static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // who reads it sees that it is closed
            return;
        }
    }

    /** What is known of a failure, to be put behind what is said of it. */
    static String said(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return ": no address is known of this host";
            }
            if (each.getMessage() != null) {
                return ": " + each.getMessage();
            }
        }
        return "";
    }

    private ServerException brokenOff(IOException e) {
        return ServerException.noAnswer("the answer of " + address.base() + " was broken off" + said(e), e);
    }

    private ServerException refused(HttpRequest request, HttpResponse<InputStream> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        try (InputStream body = response.body()) {
            if (type.startsWith(PROBLEM)) {
                JsonValue problem = JsonValue.parse(body.readAllBytes());
                return ServerException.refusal(
                        problem.text("detail") + hint(response.statusCode()),
                        response.statusCode(),
                        response.headers(),
                        problem);
            }
        } catch (IOException e) {
            return brokenOff(e);
        }
        return ServerException.refusal(
                request.method() + " " + request.uri() + " is answered " + response.statusCode()
                        + ", and not as a Varve server does: is it the right URL?",
                response.statusCode(),
                response.headers(),
                null);
    }

    private static String hint(int status) {
        return status == UNAUTHENTICATED ? " (a key is given by --key-file FILE or VARVE_KEY)" : "";
    }
}
