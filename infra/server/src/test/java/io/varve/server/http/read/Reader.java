package io.varve.server.http.read;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that reads an answer as it comes, and may go away in the middle. */
final class Reader implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    private Reader(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    static Reader of(HttpRequest.Builder request) {
        try {
            return new Reader(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int status() {
        return response.statusCode();
    }

    /** The next so many lines that begin like this; others are passed over. */
    List<String> lines(int count, String beginning) throws IOException {
        List<String> found = new ArrayList<>();
        while (found.size() < count) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the answer ended after " + found);
            }
            if (line.startsWith(beginning)) {
                found.add(line);
            }
        }
        return found;
    }

    /** Goes away without a word. */
    @Override
    public void close() throws IOException {
        response.body().close();
    }

    /** A connection on which this was asked, and nothing is read yet; its buffer is small. */
    static Socket silent(int port, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The body of the answer, which comes in chunks. */
    static String wholeBody(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String header = line(in);
        while (!header.isEmpty()) {
            header = line(in);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in), 16);
            byte[] chunk = in.readNBytes(length);
            if (chunk.length < length) {
                throw new IOException("the answer ended in a chunk");
            }
            body.write(chunk);
            line(in);
            if (length == 0) {
                return body.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the answer ended in a line: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
