package io.varve.server.http.append;

import io.varve.ingest.append.AppendException;
import io.varve.ingest.append.Appended;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for what an append comes to, as long as the server lets it. */
final class Answer {

    private Answer() {}

    /**
     * The answer, when it is there.
     *
     * @throws AppendException the append's own failure
     * @throws io.varve.server.http.problem.ProblemException if the server stops meanwhile
     */
    static List<Appended> of(CompletableFuture<List<Appended>> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AppendException known) {
                throw known;
            }
            throw new IllegalStateException("an append ended in an unknown way", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(
                            ProblemType.OUTCOME_UNKNOWN,
                            "the server stops, and whether the events were stored is not known: send them again")
                    .exception();
        }
    }
}
