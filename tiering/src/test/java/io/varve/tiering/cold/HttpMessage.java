package io.varve.tiering.cold;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer of HTTP/1.1 as it goes over a socket.
 *
 * @param start its first line
 * @param headers lines, without those that say how the body is cut
 * @param body whole; the answer to HEAD has none, and keeps its header Content-Length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HttpMessage(String start, List<String> headers, byte[] body) {

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** The next request; null if the client has hung up. One that asks whether it may go on is told so. */
    static @Nullable HttpMessage request(InputStream in, OutputStream out) throws IOException {
        List<String> head = head(in);
        if (head.isEmpty()) {
            return null;
        }
        HttpMessage message = new HttpMessage(head.get(0), head.subList(1, head.size()), new byte[0]);
        if (message.header("expect").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
            out.flush();
        }
        return message.without("expect").withBodyOf(in, false);
    }

    /** The answer, up to where the server hangs up. */
    static HttpMessage answer(InputStream in, boolean toHead) throws IOException {
        List<String> head = head(in);
        if (head.isEmpty()) {
            throw new EOFException("the server gave no answer");
        }
        HttpMessage message = new HttpMessage(head.get(0), head.subList(1, head.size()), new byte[0]);
        return toHead ? message : message.withBodyOf(in, true);
    }

    private HttpMessage withBodyOf(InputStream in, boolean untilTheEnd) throws IOException {
        byte[] bytes = new byte[0];
        if (header("transfer-encoding").equalsIgnoreCase("chunked")) {
            bytes = chunks(in);
        } else if (!header("content-length").isEmpty()) {
            int length = Integer.parseInt(header("content-length"));
            bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("a body of " + length + " bytes broke off after " + bytes.length);
            }
        } else if (untilTheEnd) {
            bytes = in.readAllBytes();
        }
        return without("transfer-encoding").withBody(bytes);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in).split(";", 2)[0].trim(), 16);
            all.write(in.readNBytes(length));
            line(in);
            if (length == 0) {
                return all.toByteArray();
            }
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        return lines;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    String method() {
        return start.substring(0, start.indexOf(' '));
    }

    /** Path and query. */
    String target() {
        return start.split(" ", 3)[1];
    }

    /** Empty if it is absent. */
    String header(String name) {
        String begin = name.toLowerCase(Locale.ROOT) + ":";
        for (String header : headers) {
            if (header.toLowerCase(Locale.ROOT).startsWith(begin)) {
                return header.substring(begin.length()).trim();
            }
        }
        return "";
    }

    HttpMessage without(String name) {
        String begin = name.toLowerCase(Locale.ROOT) + ":";
        List<String> rest = headers.stream()
                .filter(header -> !header.toLowerCase(Locale.ROOT).startsWith(begin))
                .toList();
        return new HttpMessage(start, rest, body);
    }

    HttpMessage with(String name, String value) {
        List<String> more = new ArrayList<>(without(name).headers);
        more.add(name + ": " + value);
        return new HttpMessage(start, more, body);
    }

    /** With this body, and the length of it said. */
    HttpMessage withBody(byte[] newBody) {
        return new HttpMessage(start, headers, newBody).with("Content-Length", String.valueOf(newBody.length));
    }

    /** The bytes of head and body; the other side is to hang up after it. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HttpMessage last = with("Connection", "close");
        String head = start + "\r\n" + String.join("\r\n", last.headers) + "\r\n\r\n";
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
