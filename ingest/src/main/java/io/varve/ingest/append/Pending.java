package io.varve.ingest.append;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request that waits for its answer. */
final class Pending {

    /** Stands for no request: the appender ends when it comes to it. */
    static final Pending END = new Pending(List.of(), ExpectedVersion.any(), new AppendSequence(), 0);

    final List<PreparedEvent> events;
    final ExpectedVersion expected;
    final AppendSequence sequence;
    /** Bytes that it holds of the queue. */
    final int permits;

    final CompletableFuture<List<Appended>> answer = new CompletableFuture<>();
    List<Appended> appended = List.of();

    Pending(List<PreparedEvent> events, ExpectedVersion expected, AppendSequence sequence, int permits) {
        this.events = events;
        this.expected = expected;
        this.sequence = sequence;
        this.permits = permits;
    }

    void complete() {
        answer.complete(appended);
    }

    void fail(AppendException cause) {
        answer.completeExceptionally(cause);
    }
}
