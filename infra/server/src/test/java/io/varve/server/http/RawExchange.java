package io.varve.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Says to a server what no client library would, and hears what it answers until it hangs up. */
final class RawExchange {

    private static final int PATIENCE_MILLIS = 30_000;

    private RawExchange() {}

    static String answer(int port, String request) throws IOException {
        return answer(port, request.getBytes(StandardCharsets.UTF_8));
    }

    static String answer(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
