package io.varve.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** A client in a process of its own: it does one thing at a time, as it is told by a line, and says what that took. */
final class HttpClientProcess implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    /** What an order took, and how many bytes went over the wire. */
    record Took(double seconds, long bytes) {}

    private HttpClientProcess(Process process) {
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static HttpClientProcess start() throws IOException {
        return new HttpClientProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HttpClientProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Reads all that the address answers in this form. */
    Took read(String url, String form) throws IOException {
        return order("read " + url + " " + form);
    }

    /** Reads all that the address answers, so many bytes a second and no faster. */
    Took readSlowly(String url, String form, long bytesPerSecond) throws IOException {
        return order("slow " + url + " " + form + " " + bytesPerSecond);
    }

    /** Makes events by a seed, and appends them over so many connections, each its share in one body. */
    Took append(String url, int connections, int eventsEach, long seed) throws IOException {
        return order("append " + url + " " + connections + " " + eventsEach + " " + seed);
    }

    private Took order(String order) throws IOException {
        orders.println(order);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the client ended at: " + order);
        }
        String[] parts = answer.split(" ", -1);
        return new Took(Double.parseDouble(parts[0]), Long.parseLong(parts[1]));
    }

    @Override
    public void close() {
        orders.close();
        process.destroy();
    }

    public static void main(String[] args) throws Exception {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                String[] words = order.split(" ", -1);
                Took took = switch (words[0]) {
                    case "read" -> reading(words[1], words[2], Long.MAX_VALUE);
                    case "slow" -> reading(words[1], words[2], Long.parseLong(words[3]));
                    default ->
                        appending(
                                words[1],
                                Integer.parseInt(words[2]),
                                Integer.parseInt(words[3]),
                                Long.parseLong(words[4]));
                };
                System.out.println(took.seconds + " " + took.bytes);
            }
        }
    }

    private static Took reading(String url, String form, long bytesPerSecond) throws IOException {
        long start = System.nanoTime();
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestProperty("Accept", form);
        long bytes = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream body = connection.getInputStream()) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                bytes += read;
                LockSupport.parkNanos((long) (bytes * 1e9 / bytesPerSecond) - (System.nanoTime() - start));
            }
        }
        return new Took(SideBySide.seconds(start), bytes);
    }

    private static Took appending(String url, int connections, int eventsEach, long seed)
            throws InterruptedException, ExecutionException {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            bodies.add(BankEvents.cloudEventLines(seed * connections + i, eventsEach));
        }
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long start = System.nanoTime();
            long bytes = 0;
            List<Callable<Integer>> posts = new ArrayList<>();
            for (byte[] body : bodies) {
                posts.add(() -> post(url, body));
                bytes += body.length;
            }
            for (Future<Integer> status : threads.invokeAll(posts)) {
                if (status.get() >= 300) {
                    throw new IllegalStateException("answered with " + status.get());
                }
            }
            return new Took(SideBySide.seconds(start), bytes);
        } finally {
            threads.shutdown();
        }
    }

    private static int post(String url, byte[] body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/x-ndjson");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status < 300) {
                try (InputStream answer = connection.getInputStream()) {
                    answer.readAllBytes();
                }
            }
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
