package io.varve.server.http.operate;

import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.Problems;
import io.varve.server.report.JsonReport;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work that goes on after its request was answered, and how far it has come. Thread-safe. */
public final class Operation {

    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    /** How far work has come. */
    record Progress(
            long done, long total, String unit, @Nullable String at) {}

    /**
     * What is done. It tells its progress to the operation, and returns what came of it; null if that is nothing worth
     * to be remembered.
     */
    public interface Work {
        JsonReport.@Nullable Content run(Operation operation) throws Exception;
    }

    private final String id = UUID.randomUUID().toString();
    private final String log;
    private final String kind;
    private final InstantSource clock;
    private final Instant asked;
    private State state = State.WAITING;
    private @Nullable Instant started;
    private @Nullable Instant ended;
    private @Nullable Progress progress;
    private JsonReport.@Nullable Content result;
    private @Nullable Problem problem;

    Operation(String log, String kind, InstantSource clock) {
        this.log = log;
        this.kind = kind;
        this.clock = clock;
        this.asked = clock.instant();
    }

    String id() {
        return id;
    }

    String log() {
        return log;
    }

    String kind() {
        return kind;
    }

    synchronized boolean isOver() {
        return state == State.DONE || state == State.FAILED;
    }

    synchronized boolean isWorthRemembering() {
        return state != State.DONE || result != null;
    }

    String path() {
        return "/v1/logs/" + log + "/operations/" + id;
    }

    /** The work has come so far. */
    public synchronized void reached(long done, long total, String unit, @Nullable String at) {
        progress = new Progress(done, total, unit, at);
    }

    /** Does it in this thread; returns the failure that ended it, null if there was none. */
    @Nullable
    Exception run(Work work) {
        begin();
        try {
            end(State.DONE, work.run(this), null);
            return null;
        } catch (Exception e) {
            end(State.FAILED, null, Problems.of(e));
            return e;
        } catch (Error e) {
            end(State.FAILED, null, Problems.of(e));
            throw e;
        }
    }

    private synchronized void begin() {
        state = State.RUNNING;
        started = clock.instant();
    }

    private synchronized void end(
            State how, JsonReport.@Nullable Content whatCameOfIt, @Nullable Problem whatWentWrong) {
        state = how;
        ended = clock.instant();
        result = whatCameOfIt;
        problem = whatWentWrong;
    }

    /** Writes it as the fields of a JSON object. */
    synchronized void write(JsonReport json) throws IOException {
        json.field("id", id)
                .field("log", log)
                .field("kind", kind)
                .field("state", state)
                .field("asked", asked)
                .field("started", started)
                .field("ended", ended);
        Progress reached = progress;
        if (reached != null) {
            json.object(
                    "progress",
                    each -> each.field("done", reached.done)
                            .field("total", reached.total)
                            .field("unit", reached.unit)
                            .field("at", reached.at));
        }
        if (result != null) {
            json.object("result", result);
        }
        Problem wrong = problem;
        if (wrong != null) {
            json.object("problem", each -> wrong.write(each, null));
        }
    }
}
