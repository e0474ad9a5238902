package io.varve.tiering.cold;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a real S3 server, as the network and a server that is ill would: what it is told to fail
 * fails, all else goes through, and it remembers what was asked. Thread-safe.
 *
 * <pre>{@code
 * server.fail(Fault.LOST_ANSWER, 0, 1, Set.of(Operation.PUT)); // the object is there, the answer is lost
 * server.fail(Fault.GONE, 5, 1, Operation.ALL);                // after five more requests nobody is there until heal()
 * server.lagLists();                                           // lists show the objects of this moment until heal()
 * }</pre>
 */
public final class FaultyS3 implements AutoCloseable {

    /** What can be asked of S3, as far as this project asks it. */
    public enum Operation {
        PUT,
        START_PARTS,
        PUT_PART,
        COMPLETE_PARTS,
        ABORT_PARTS,
        HEAD,
        GET,
        LIST,
        LIST_UPLOADS,
        DELETE,
        BUCKET;

        public static final Set<Operation> ALL = Set.of(values());

        static Operation of(HttpMessage request) {
            String target = request.target();
            boolean ofBucket = !target.split("\\?", 2)[0].substring(1).contains("/");
            return switch (request.method()) {
                case "PUT" -> ofBucket ? BUCKET : target.contains("partNumber=") ? PUT_PART : PUT;
                case "POST" -> target.contains("uploadId=") ? COMPLETE_PARTS : START_PARTS;
                case "HEAD" -> ofBucket ? BUCKET : HEAD;
                case "DELETE" -> target.contains("uploadId=") ? ABORT_PARTS : DELETE;
                default -> target.contains("list-type=") ? LIST : target.contains("uploads") ? LIST_UPLOADS : GET;
            };
        }
    }

    /** What may go wrong with a request. */
    public enum Fault {
        /** The connection is reset and nobody listens any more: later connections are refused until {@link #heal}. */
        GONE,
        /** Reset before the server got the whole request: it has no effect. */
        RESET_IN_REQUEST,
        /** It takes effect, then the connection is reset before a byte of the answer. */
        LOST_ANSWER,
        /** It takes effect, then the connection is reset in the middle of the answer. */
        RESET_IN_ANSWER,
        /** It takes effect, and nothing more is heard: the client's patience ends. */
        NO_ANSWER,
        /** Without effect: 500 InternalError. */
        INTERNAL_ERROR,
        /** Without effect: 503 SlowDown. */
        SLOW_DOWN,
        /** Without effect: 403 AccessDenied. */
        DENIED,
        /** Without effect: 404 NoSuchKey, as if the object had vanished. */
        VANISHED,
        /** The body of the answer ends earlier than it was said to. */
        CUT_SHORT,
        /** The body of the answer is half of what it should be, and is said to be all. */
        SHORTENED,
        /** One bit of the answer's body is another. */
        ALTERED_ANSWER,
        /** One bit of the request's body is another when it comes to the server. */
        ALTERED_REQUEST
    }

    /**
     * One request and what went wrong with it.
     *
     * @param key as the server has it, with the prefix; empty if it is about the bucket
     */
    public record Request(
            Operation operation, String key, @Nullable Fault fault) {}

    private record Plan(Fault fault, int after, int times, Set<Operation> operations) {}

    private final S3Config real;
    private final InetSocketAddress backend;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "faulty-s3");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Request> history = new ArrayList<>();
    private final int port;
    private ServerSocket listening;
    private @Nullable Plan plan;
    private int matched;
    private @Nullable List<ObjectInfo> listed;

    /** @param real the way to the server behind this one */
    public FaultyS3(S3Config real) throws IOException {
        URI endpoint = java.util.Objects.requireNonNull(real.endpoint());
        this.real = real;
        this.backend = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
        this.listening = listen(0);
        this.port = listening.getLocalPort();
    }

    /** The way through here. */
    public S3Config config() {
        return new S3Config(
                URI.create("http://127.0.0.1:" + port),
                real.region(),
                real.bucket(),
                real.prefix(),
                real.credentials(),
                real.createBucket(),
                real.writing(),
                real.limits());
    }

    /**
     * Of the next requests of these operations, after so many, so many fail so; it replaces what was planned before.
     */
    public synchronized void fail(Fault fault, int after, int times, Set<Operation> operations) {
        plan = new Plan(fault, after, times, Set.copyOf(operations));
        matched = 0;
    }

    /** From now on lists show the objects that are there now: no new ones, and those that are deleted. */
    public void lagLists() throws IOException {
        try (ObjectStore direct = new S3ObjectStore(real)) {
            List<ObjectInfo> now = direct.list("");
            synchronized (this) {
                listed = now;
            }
        }
    }

    /** Ends all faults. */
    public synchronized void heal() throws IOException {
        plan = null;
        listed = null;
        if (listening.isClosed()) {
            listening = listen(port);
        }
    }

    /** All requests since the last call of this, in the order in which they came. */
    public synchronized List<Request> takeHistory() {
        List<Request> taken = List.copyOf(history);
        history.clear();
        return taken;
    }

    private ServerSocket listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
        threads.execute(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // closed: nobody is there any more
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            HttpMessage request = HttpMessage.request(in, client.getOutputStream());
            if (request != null) {
                answer(client, request, next(request));
            }
        } catch (IOException e) {
            // the client went away, as it may
        }
    }

    private synchronized @Nullable Fault next(HttpMessage request) {
        Operation operation = Operation.of(request);
        Fault fault = null;
        Plan planned = plan;
        if (planned != null && planned.operations().contains(operation)) {
            int number = matched++;
            boolean isDue = number >= planned.after() && number - planned.after() < planned.times();
            fault = isDue ? planned.fault() : null;
        }
        String path = request.target().split("\\?", 2)[0].substring(1);
        int slash = path.indexOf('/');
        history.add(new Request(operation, slash < 0 ? "" : path.substring(slash + 1), fault));
        return fault;
    }

    private void answer(Socket client, HttpMessage request, @Nullable Fault fault) throws IOException {
        OutputStream out = client.getOutputStream();
        if (fault == null) {
            out.write(forward(request).bytes());
            out.flush();
            return;
        }
        switch (fault) {
            case GONE -> {
                stopListening();
                reset(client);
            }
            case RESET_IN_REQUEST -> reset(client);
            case LOST_ANSWER -> {
                forward(request);
                reset(client);
            }
            case RESET_IN_ANSWER -> {
                byte[] bytes = forward(request).bytes();
                out.write(bytes, 0, bytes.length - Math.max(1, bytes.length / 4));
                out.flush();
                reset(client);
            }
            case NO_ANSWER -> {
                forward(request);
                client.getInputStream().read(); // until the client hangs up
            }
            case INTERNAL_ERROR -> out.write(error(request, "500 Internal Server Error", "InternalError"));
            case SLOW_DOWN -> out.write(error(request, "503 Slow Down", "SlowDown"));
            case DENIED -> out.write(error(request, "403 Forbidden", "AccessDenied"));
            case VANISHED -> out.write(error(request, "404 Not Found", "NoSuchKey"));
            case CUT_SHORT -> {
                byte[] bytes = forward(request).bytes();
                out.write(bytes, 0, bytes.length - 1);
            }
            case SHORTENED -> {
                HttpMessage whole = forward(request);
                byte[] half = Arrays.copyOf(whole.body(), whole.body().length / 2);
                out.write((whole.body().length == 0 ? whole : whole.withBody(half)).bytes());
            }
            case ALTERED_ANSWER -> out.write(altered(forward(request)).bytes());
            case ALTERED_REQUEST -> out.write(forward(altered(request)).bytes());
        }
        out.flush();
    }

    private static HttpMessage altered(HttpMessage message) {
        byte[] bytes = message.body().clone();
        if (bytes.length > 0) {
            bytes[bytes.length / 2] ^= 1;
        }
        return new HttpMessage(message.start(), message.headers(), bytes);
    }

    private HttpMessage forward(HttpMessage request) throws IOException {
        List<ObjectInfo> shown;
        synchronized (this) {
            shown = listed;
        }
        if (shown != null && Operation.of(request) == Operation.LIST) {
            return list(request, shown);
        }
        try (Socket server = new Socket()) {
            server.connect(backend);
            server.getOutputStream().write(request.bytes());
            server.getOutputStream().flush();
            return HttpMessage.answer(
                    new BufferedInputStream(server.getInputStream()),
                    request.method().equals("HEAD"));
        }
    }

    private HttpMessage list(HttpMessage request, List<ObjectInfo> shown) {
        String prefix = "";
        for (String parameter : request.target().split("\\?", 2)[1].split("&", -1)) {
            if (parameter.startsWith("prefix=")) {
                prefix = URLDecoder.decode(parameter.substring("prefix=".length()), StandardCharsets.UTF_8);
            }
        }
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult><Name>")
                .append(real.bucket())
                .append("</Name><IsTruncated>false</IsTruncated>");
        for (ObjectInfo object : shown) {
            String key = real.prefix() + object.key();
            if (key.startsWith(prefix)) {
                xml.append("<Contents><Key>")
                        .append(key)
                        .append("</Key><LastModified>")
                        .append(object.lastModified())
                        .append("</LastModified><Size>")
                        .append(object.bytes())
                        .append("</Size></Contents>");
            }
        }
        byte[] body = xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
        return new HttpMessage("HTTP/1.1 200 OK", List.of("Content-Type: application/xml"), new byte[0]).withBody(body);
    }

    private static byte[] error(HttpMessage request, String status, String code) {
        String xml = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>planned</Message></Error>";
        boolean toHead = request.method().equals("HEAD");
        return new HttpMessage("HTTP/1.1 " + status, List.of("Content-Type: application/xml"), new byte[0])
                .withBody(toHead ? new byte[0] : xml.getBytes(StandardCharsets.UTF_8))
                .bytes();
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private synchronized void stopListening() throws IOException {
        listening.close();
    }

    @Override
    public void close() throws IOException {
        stopListening();
        threads.shutdownNow();
    }
}
