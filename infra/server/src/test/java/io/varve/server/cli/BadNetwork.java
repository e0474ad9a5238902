package io.varve.server.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between a client and a server. What is posted meets, one after the other, what it was told to do to it. */
final class BadNetwork implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

    /** @param bytes of the body after which the connection is cut; -1 to answer in the server's place */
    private record Grief(long bytes, String answer) {}

    private final ServerSocket listener;
    private final int server;
    private final Queue<Grief> griefs = new ConcurrentLinkedQueue<>();
    private final List<String> posted = new ArrayList<>();

    BadNetwork(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inThread(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Cuts the connection when so many bytes of the body came through, or all of it and before the answer. */
    BadNetwork cutAfter(long bytes) {
        griefs.add(new Grief(bytes, ""));
        return this;
    }

    /** Answers in the server's place. */
    BadNetwork answer(String statusLine, String headers, String body) {
        griefs.add(new Grief(
                -1,
                "HTTP/1.1 " + statusLine + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body));
        return this;
    }

    /** The first line of each request with a body. */
    List<String> posted() {
        synchronized (posted) {
            return List.copyOf(posted);
        }
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            inThread(() -> relay(client));
        }
    }

    private void relay(Socket client) throws IOException {
        try (client;
                Socket target = new Socket(InetAddress.getLoopbackAddress(), server)) {
            InputStream in = client.getInputStream();
            for (byte[] head = head(in); head.length > 0; head = head(in)) {
                Grief grief = null;
                if (text(head).startsWith("POST")) {
                    synchronized (posted) {
                        posted.add(text(head).lines().findFirst().orElse(""));
                    }
                    grief = griefs.poll();
                }
                long length = length(head);
                if (grief != null && grief.bytes < 0) {
                    copy(in, OutputStream.nullOutputStream(), length);
                    client.getOutputStream().write(grief.answer.getBytes(StandardCharsets.UTF_8));
                    continue;
                }
                target.getOutputStream().write(head);
                copy(in, target.getOutputStream(), grief == null ? length : Math.min(length, grief.bytes));
                if (grief != null && grief.bytes < length) {
                    return;
                }
                byte[] answer = head(target.getInputStream());
                if (grief != null) {
                    return;
                }
                client.getOutputStream().write(answer);
                copy(target.getInputStream(), client.getOutputStream(), length(answer));
            }
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && text(head.toByteArray()).endsWith("\r\n\r\n")) {
                return head.toByteArray();
            }
        }
        return new byte[0];
    }

    private static long length(byte[] head) {
        Matcher length = LENGTH.matcher(text(head).toLowerCase(Locale.ROOT));
        return length.find() ? Long.parseLong(length.group(1)) : 0;
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
        byte[] chunk = new byte[1 << 13];
        for (long left = bytes; left > 0; ) {
            int read = in.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (read < 0) {
                return;
            }
            out.write(chunk, 0, read);
            left -= read;
        }
    }

    /** Work that ends with the sockets it uses. */
    private interface Work {
        void run() throws IOException;
    }

    private static void inThread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one side has hung up: so does the other
                        Thread.currentThread().interrupt();
                    }
                },
                "bad-network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
