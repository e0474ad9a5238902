package io.varve.server.http.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.AggregateId;
import io.varve.query.state.all.AggregateState;
import io.varve.server.http.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StateLinesTest {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong nanos = new AtomicLong(3);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final StateLines lines = lines(sent);

    private StateLines lines(OutputStream out) {
        return new StateLines(out, stopping::get, KEEP_ALIVE, nanos::get);
    }

    private static AggregateState state(int number) {
        byte[] json = "{\"n\":%d}".formatted(number).getBytes(UTF_8);
        return new AggregateState(new AggregateId("a" + number), 0, number, json);
    }

    @Test
    void holdsBackWhatAFailureMayFollow() throws IOException {
        int added = 0;
        while (sent.size() == 0) {
            lines.add(state(added++));
        }
        assertThat(sent.size()).isBetween(262_144, 262_244);
        lines.add(state(added++));
        lines.send();
        assertThat(sent.toString(UTF_8).lines())
                .hasSize(added)
                .startsWith("{\"subject\":\"a0\",\"version\":0,\"position\":0,\"state\":{\"n\":0}}");
    }

    @Test
    void sendsAnEmptyLineWhereThereIsLongNoState() {
        nanos.addAndGet(KEEP_ALIVE.toNanos() - 1);
        lines.waiting();
        assertThat(sent.size()).isZero();
        nanos.incrementAndGet();
        lines.waiting();
        lines.waiting();
        assertThat(sent.toString(UTF_8)).isEqualTo("\n");
    }

    @Test
    void endsWhenTheServerStopsOrNobodyReads() {
        lines.add(state(0));
        stopping.set(true);
        assertThatThrownBy(() -> lines.add(state(1))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(lines::waiting).isInstanceOf(ProblemException.class);
        stopping.set(false);
        StateLines unread = lines(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        });
        nanos.addAndGet(KEEP_ALIVE.toNanos());
        assertThatThrownBy(unread::waiting)
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("gone");
    }
}
