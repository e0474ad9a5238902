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

    private static void sendUntilAnswered(Socket socket, byte[] chunk) throws IOException {
        while (socket.getInputStream().available() == 0) {
            try {
                socket.getOutputStream().write(chunk);
            } catch (IOException e) {
                return; // it has hung up: what it said before can still be read
            }
        }
    }

    /** What is answered to a chunked body that never ends, read while it is still being sent. */
    static String answerToEndless(int port, String head, int chunkBytes) throws IOException {
        String size = Integer.toHexString(chunkBytes);
        byte[] chunk = (size + "\r\n" + "x".repeat(chunkBytes) + "\r\n").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            sendUntilAnswered(socket, chunk);
            byte[] first = new byte[1 << 12];
            return new String(first, 0, socket.getInputStream().read(first), StandardCharsets.UTF_8);
        }
    }

    static String answer(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
