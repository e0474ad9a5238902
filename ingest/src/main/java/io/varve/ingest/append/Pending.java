package io.varve.ingest.append;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request that waits for its answer. */
final class Pending {

    /** Stands for no request: the appender ends when it comes to it. */
    static final Pending END = new Pending(List.of(), ExpectedVersion.any(), new AppendSequence(), null, 0);

    final List<PreparedEvent> events;
    final ExpectedVersion expected;
    final AppendSequence sequence;
    final @Nullable SourceProgress progress;
    /** Bytes that it holds of the queue. */
    final int permits;

    final CompletableFuture<List<Appended>> answer = new CompletableFuture<>();
    List<Appended> appended = List.of();

    Pending(
            List<PreparedEvent> events,
            ExpectedVersion expected,
            AppendSequence sequence,
            @Nullable SourceProgress progress,
            int permits) {
        this.events = events;
        this.expected = expected;
        this.sequence = sequence;
        this.progress = progress;
        this.permits = permits;
    }

    void complete() {
        answer.complete(appended);
    }

    void fail(AppendException cause) {
        answer.completeExceptionally(cause);
    }
}
