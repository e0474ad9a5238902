package io.varve.ingest.source.feed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports of the loopback for servers that a test stops and begins again: below those that systems give to whoever
 * connects, so that no client has one of them while its server is away.
 */
public final class FreePorts {

    private static final int FIRST = 15_000;
    private static final int END = 32_000;

    private FreePorts() {}

    /** So many different ones that are free now. */
    public static List<Integer> find(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            while (sockets.size() < count) {
                ServerSocket socket = bound(ThreadLocalRandom.current().nextInt(FIRST, END));
                if (socket != null) {
                    sockets.add(socket);
                }
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            sockets.forEach(FreePorts::close);
        }
    }

    private static @Nullable ServerSocket bound(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null; // another one has it
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
