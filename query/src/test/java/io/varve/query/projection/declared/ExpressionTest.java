package io.varve.query.projection.declared;

import static io.varve.query.projection.declared.Folds.event;
import static io.varve.query.projection.declared.Folds.fold;
import static io.varve.query.projection.declared.Folds.parse;
import static io.varve.query.projection.declared.Folds.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions see and give. */
final class ExpressionTest {

    private static final String DATA =
            "{\"amount\": 2.5, \"n\": 7, \"big\": 1e3, \"list\": [1, 2, 3], \"text\": \"a\", \"nil\": null, \"o\": {\"k\": 1}}";

    @Test
    void foldsTheExample() {
        Projection<?> balance = parse(Folds.BALANCE);
        assertThat(fold(balance)).isEqualTo("{\"balance\":0,\"count\":0}");
        assertThat(fold(
                        balance,
                        event("MoneyDeposited", "{\"amount\": 10}"),
                        event("MoneyWithdrawn", "{\"amount\": 2.25}"),
                        event("Renamed", "{}")))
                .isEqualTo("{\"balance\":7.75,\"count\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | state.x + 1 | 1",
                "0 | event.data.n / 2 | 3.5",
                "0 | event.data.n % 4 + 0.5 | 3.5",
                "0 | 1 + event.data.amount * 2 | 6",
                "0 | 10 - event.data.n | 3",
                "0 | size(event.data.list) + event.data.n | 10",
                "0 | event.data.list[1] | 2",
                "0 | event.data.n > 3 ? 1 : 2 | 1",
                "0 | has(event.data.none) ? 1 : event.data.nil | null",
                "0 | event.data.o | {\"k\":1}",
                "0 | event.data.list.map(i, i * 2) | [2,4,6]",
                "0 | event.data.list.filter(i, i > 1.0) | [2,3]",
                "0 | [event.data.text, 'b'] | [\"a\",\"b\"]",
                "0 | {'b': 1, 'a': 2.5} | {\"a\":2.5,\"b\":1}",
                "0 | event.type + '/' + event.subject + event.id + event.source | \"T/account-1id/test\"",
                "0 | event.position + event.version | 0",
                "0 | event.recordedAt | \"1970-01-01T00:00:00Z\"",
                "0 | event.time | \"2026-03-04T05:06:07.123456Z\"",
                "0 | event.time.getFullYear() | 2026",
                "0 | event.time - duration('1h') | \"2026-03-04T04:06:07.123456Z\"",
                "0 | event.extensions.n + 1 | 6",
                "0 | event.extensions.s | \"5\"",
                "0 | event.dataschema == null | true",
                "[] | 'a' in state.x ? state.x : state.x + ['a'] | [\"a\"]",
                "null | state.x == null | true",
                "{ a: 1 } | state.x.a + 1 | 2",
                "'' | event.data.text.matches('^[a-z]$') | true",
                "0 | 1e300 * event.data.big | 1.0E303",
                "0 | 0.1 + 0.2 | 0.30000000000000004",
                "0 | -0.0 | -0.0",
                "0 | 9007199254740991 | 9007199254740991",
            })
    void gives(String initial, String expression, String expected) {
        TreeMap<String, String> extensions = new TreeMap<>();
        extensions.put("n", "5");
        extensions.put("s", "\"5");
        Event plain = event("T", DATA);
        Event event = new Event(
                plain.id(),
                plain.source(),
                plain.subject(),
                plain.type(),
                EventTime.parse("2026-03-04T05:06:07.123456Z"),
                null,
                null,
                plain.data(),
                extensions);
        assertThat(fold(setting(initial, expression), event)).isEqualTo("{\"x\":" + expected + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state.x + event.data.none | key 'none' is not present in map",
                "state.x + event.data.text | do not go together",
                "state.x + event.data.nil | do not go together",
                "event.data.text.amount | Error resolving field 'amount'",
                "1 / 0 | / by zero",
                "event.data.n / 0.0 | Infinity",
                "event.time - event.recordedAt | do not go together",
                "duration('1h') | duration, which JSON does not have",
                "{1: 2} | keys must be texts",
                "event.data.list[7] | 7",
                "event.data.list.map(a, event.data.list.map(b, event.data.list.map(c, event.data.list.map(d, event.data.list.map(e, event.data.list.map(f, event.data.list.map(g, event.data.list.map(h, event.data.list.map(i, event.data.list.map(j, event.data.list.map(k, 1))))))))))) | terat",
            })
    void namesWhatHasNoValue(String expression, String reason) {
        assertThatThrownBy(() -> fold(setting("0", expression), event("T", DATA)))
                .isInstanceOf(ProjectionException.class)
                .hasMessageStartingWith("balance.yaml line 6: on.*.x: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith("(event 'T' of 'account-1' at position 0)")
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
    }

    @Test
    void allExpressionsOfAnEventSeeTheStateBeforeIt() {
        Projection<?> swap =
                parse("name: swap\nversion: 1\ninitial: { a: 1, b: 2 }\non: { T: { a: state.b, b: state.a } }");
        assertThat(fold(swap, event("T", "{}"))).isEqualTo("{\"a\":2,\"b\":1}");
    }

    @Test
    void starNamesTheRest() {
        Projection<?> projection = parse("""
                name: p
                version: 1
                initial: { named: 0, rest: 0 }
                on:
                  A: { named: state.named + 1 }
                  Ignored: {}
                  '*': { rest: state.rest + 1 }
                """);
        assertThat(fold(projection, event("A", "{}"), event("B", "{}"), event("Ignored", "{}"), event("C", "{}")))
                .isEqualTo("{\"named\":1,\"rest\":2}");
    }

    @Test
    void dataIsLookedAtOnlyWhereAnExpressionNamesIt() {
        Event broken = event("T", "{\"amount\":");
        assertThat(fold(setting("0", "state.x + 1"), broken)).isEqualTo("{\"x\":1}");
        assertThatThrownBy(() -> fold(setting("0", "event.data.amount"), broken))
                .hasMessageContaining("event.data is not JSON");
        Event large = event("T", "{\"amount\": 1e999}");
        assertThatThrownBy(() -> fold(setting("0", "event.data.amount"), large)).hasMessageContaining("too large");
    }

    @Test
    void dataThatIsNotJsonIsNull() {
        Event json = event("T", "{\"amount\": 1}");
        Event text = new Event(
                json.id(),
                json.source(),
                json.subject(),
                json.type(),
                null,
                "text/plain",
                null,
                Payload.ofText("hello"),
                json.extensions());
        assertThat(fold(setting("0", "event.data == null ? 'none' : 'some'"), text))
                .isEqualTo("{\"x\":\"none\"}");
        assertThatThrownBy(() -> fold(setting("0", "event.data.amount"), text)).isInstanceOf(ProjectionException.class);
    }

    @Test
    void aStateCannotGrowWithoutEnd() {
        Projection<?> doubling = setting("'0123456789abcdef'", "state.x + state.x");
        Event[] events = new Event[20];
        java.util.Arrays.fill(events, event("T", "{}"));
        assertThatThrownBy(() -> fold(doubling, events))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("more than 262144 characters");
        Projection<?> nesting = setting("0", "[state.x]");
        Event[] many = new Event[100];
        java.util.Arrays.fill(many, event("T", "{}"));
        assertThatThrownBy(() -> fold(nesting, many)).hasMessageContaining("nested deeper than 32");
    }
}
