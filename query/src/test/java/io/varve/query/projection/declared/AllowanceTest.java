package io.varve.query.projection.declared;

import static io.varve.query.projection.declared.Folds.event;
import static io.varve.query.projection.declared.Folds.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody sends ends where its allowance does. */
final class AllowanceTest {

    private static final int MOST_CHARS = 1_000;

    private final AtomicLong nanos = new AtomicLong(7);

    @Test
    void nothingIsPutTogetherForEachElementOfAList() {
        for (String rule : List.of(
                "[1, 2].map(n, state.t + \"x\")",
                "[1, 2].map(n, [state.t, state.t].map(m, m + m))",
                "[1, 2].exists(n, string(state.t) == event.type)",
                "[1, 2].filter(n, event.data.a + event.data.b == 3)",
                "[[1]].map(n, n + n)",
                "[1].map(n, bytes(state.t))")) {
            assertThatThrownBy(() -> sent("{t: start}", "{t: '" + rule + "'}"))
                    .as(rule)
                    .isInstanceOf(InvalidProjectionException.class)
                    .hasMessageContaining("line 5: on.T.t: puts texts or lists together for each element");
        }
        for (String rule : List.of(
                "event.type + \"x\"",
                "[1, 2].map(n, n + 1)",
                "[1, 2].exists_one(n, n == 1)",
                "[1, 2].filter(n, n > 1).map(n, {\"n\": double(event.data.a) + double(n)})",
                "[event.data.a, event.data.b].all(n, n != null)")) {
            assertThatCode(() -> sent("{t: start}", "{t: '" + rule + "'}"))
                    .as(rule)
                    .doesNotThrowAnyException();
        }
    }

    private Projection<?> sent(String fields, String rule) {
        String yaml = "name: p\nversion: 1\ninitial: " + fields + "\non:\n  T: " + rule;
        Allowance allowance = new Allowance(Duration.ofSeconds(2), MOST_CHARS, nanos::get);
        return ProjectionFile.parse("sent.yaml", yaml, allowance);
    }

    /** Folds so many events into so many states, one after the other, and prints each. */
    private static <S> void fold(Projection<S> projection, int states, int events) {
        for (int i = 0; i < states; i++) {
            projection.toJson(folded(projection, events));
        }
    }

    private static <S> S folded(Projection<S> projection, int events) {
        S state = projection.initial();
        for (int i = 0; i < events; i++) {
            state = projection.apply(state, recorded(i, event("T", "{\"n\":1}")));
        }
        return state;
    }

    @Test
    void timeEnds() {
        Projection<?> projection = sent("{n: 0}", "{n: state.n + 1}");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        fold(projection, 1, 3);
        nanos.incrementAndGet();
        assertThatThrownBy(() -> fold(projection, 1, 1))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContainingAll("'p'", "sql.timeout", "(2.0 s)", "projections/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{t: a} | {t: state.t + state.t}",
                "{t: []} | {t: 'state.t + [event.data.n]'}",
                "{t: {a: x}} | {t: '{\"a\": state.t.a + \"0123456789\"}'}",
            })
    void aStateThatGrowsEnds(String fields, String rule) {
        Projection<?> projection = sent(fields, rule);
        fold(projection, 1, 3);
        assertThatThrownBy(() -> fold(projection, 1, 200))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("states of more than 1000 characters together");
    }

    @Test
    void manyStatesAtOnceEnd() {
        Projection<?> projection = sent("{a: 0, b: 0}", "{a: state.a + 1}");
        for (int i = 0; i < MOST_CHARS / 16; i++) {
            assertThat(folded(projection, 1)).isNotNull();
        }
        assertThatThrownBy(() -> folded(projection, 1)).hasMessageContaining("characters together");
    }

    @Test
    void whatIsPrintedOrTakesThePlaceOfAnotherValueCountsNoLonger() {
        fold(sent("{t: start}", "{t: '\"x\" + event.type'}"), 500, 50);
        fold(sent("{t: null}", "{t: '[event.type, \"a\", \"b\"]'}"), 500, 50);
    }
}
