package io.varve.server.client.remote;

import io.varve.ingest.source.feed.BackOff;
import io.varve.server.client.WorkListener;
import java.time.Duration;

/** Work that a server does after it has answered, watched until it ends. It goes on there, whoever watches. */
record Operation(Exchange server, String log) {

    private static final Duration FIRST_LOOK = Duration.ofMillis(20);
    private static final Duration LATER_LOOKS = Duration.ofSeconds(1);

    /** With a minute and a half between them in all. */
    private static final int MOST_LOOKS = 10;

    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /**
     * Waits for what comes of it.
     *
     * @param begun what the server answered when it was asked for
     * @throws ServerException if it failed, or the server cannot be asked any more
     */
    JsonValue watch(JsonValue begun, WorkListener listener) {
        String id = begun.text("id");
        String path = ServerAddress.path("v1", "logs", log, "operations", id);
        JsonValue now = begun;
        for (Duration pause = FIRST_LOOK; !isOver(now); pause = next(pause)) {
            tell(now, listener);
            sleep(pause, path);
            now = look(path);
        }
        tell(now, listener);
        JsonValue problem = now.objectOrNull("problem");
        if (problem != null) {
            throw new ServerException(problem.text("detail"), problem);
        }
        return now.object("result");
    }

    /** Asks again if no answer comes: what runs for hours is not lost sight of because a connection was cut once. */
    private JsonValue look(String path) {
        BackOff backOff = new BackOff(FIRST_WAIT, LONGEST_WAIT);
        for (int looks = 1; ; looks++) {
            try {
                return server.get(path);
            } catch (ServerException e) {
                if (looks == MOST_LOOKS || !e.isTemporary()) {
                    throw new ServerException(e.getMessage() + "; what came of " + path + " is not known", e);
                }
                sleep(backOff.afterFailure(), path);
            }
        }
    }

    private static boolean isOver(JsonValue operation) {
        return switch (operation.text("state")) {
            case "DONE", "FAILED" -> true;
            default -> false;
        };
    }

    private static void tell(JsonValue operation, WorkListener listener) {
        JsonValue progress = operation.objectOrNull("progress");
        if (progress != null) {
            listener.reached(progress.number("done"), progress.number("total"), progress.textOrNull("at"));
        }
    }

    private static Duration next(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LATER_LOOKS) < 0 ? doubled : LATER_LOOKS;
    }

    private static void sleep(Duration pause, String path) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted; the server goes on with " + path, e);
        }
    }
}
