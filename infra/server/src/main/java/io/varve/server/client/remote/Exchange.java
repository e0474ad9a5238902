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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks one server. An answer of another status than 2xx is a {@link ServerException}. Thread-safe. */
final class Exchange {

    static final String JSON = "application/json";

    private static final String PROBLEM = "application/problem+json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int UNAUTHENTICATED = 401;

    private final ServerAddress address;
    private final @Nullable String key;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** @param key sent with every request; null for none */
    Exchange(ServerAddress address, @Nullable String key) {
        this.address = address;
        this.key = key;
    }

    HttpRequest.Builder to(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri(pathAndQuery));
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
            response = client.send(built, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw isUnreached(e)
                    ? ServerException.noAnswer("the server " + address.base() + " cannot be reached" + said(e), e)
                    : brokenOff(e);
        }
        if (response.statusCode() / 100 != 2) {
            throw refused(built, response);
        }
        return response;
    }

    private static boolean isUnreached(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
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
