package io.varve.query.projection.declared;

import static io.varve.query.projection.declared.Folds.event;
import static io.varve.query.projection.declared.Folds.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.query.projection.Projection;
import io.varve.query.snapshot.SnapshotPolicy.Since;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file may hold, what is told of one that is wrong, and what stays the same however it is written. */
final class ProjectionFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: balance | nam: balance | line 1: nam: is not known here, did you mean name?",
                "name: balance | name: Balance | line 1: name: 'Balance' must be a lower-case letter",
                "version: 1 | version: 1.5 | line 2: version: '1.5' must be a whole number from 1",
                "version: 1 | scope: log | line 1: 'version' is missing",
                "version: 1 | {version: 1 | is not YAML",
                "version: 1 | version: [1] | line 2: version: must be one value",
                "version: 1 | version: !!java.io.File [1] | line 2: is not YAML: Global tag is not allowed",
                "balance: 0.0 | balance: 0x1F | line 3: initial.balance: '0x1F' is not a number in JSON",
                "balance: 0.0 | balance: yes | line 3: initial.balance: 'yes' must be true or false",
                "balance: 0.0 | balance: 0.0, count: 1 | line 3: initial.count: is given twice",
                "balance: 0.0 | 'a b': 0.0 | line 3: initial.a b: a field must have a name",
                "balance: state.balance + | balanc: state.balance + | on.MoneyDeposited.balanc: is not in 'initial', did you mean balance?",
                "state.balance + | state.balanc + | on.MoneyDeposited.balance: 'state.balanc' is not known, did you mean state.balance?",
                "event.data.amount | event.dat.amount | on.MoneyDeposited.balance: 'event.dat' is not known, did you mean event.data?",
                "state.balance + | balance + | line 5: on.MoneyDeposited.balance: 'balance' is not known",
                "state.count + 1 | state.count + true | on.MoneyDeposited.count: column 13 of the expression: found no matching overload",
                "state.count + 1 | state.count + | on.MoneyDeposited.count: column 14 of the expression: mismatched input",
                "state.count + 1 | {a: 1} | on.MoneyDeposited.count: must be an expression",
                "everyEvents: 1000 | everyEvent: 1000 | snapshot.everyEvent: is not known here, did you mean everyEvents?",
                "everyEvents: 1000 | everyEvents: 0 | snapshot.everyEvents: a snapshot every 0 events, must be at least 1",
                "every: 1h | every: soon | snapshot.every: 'soon' must be a duration such as 30d",
                "growth: 2.0 | growth: 1 | snapshot.growth: a snapshot at growth by 1.0, must be more than 1",
                "keep: 3 | keep: 99 | snapshot.keep: keep 99 snapshots, must be 1 to 16",
                "version: 1 | 'version: 1\nscope: all' | scope: 'all' must be aggregate or log",
                "version: 1 | 'version: 1\nupcast: [{when: {typ: A}, to: B}]' | upcast[0].when.typ: is not known here, did you mean type?",
                "version: 1 | 'version: 1\nupcast: [{when: {type: A}}]' | upcast[0]: 'to' is missing",
                "version: 1 | 'version: 1\nupcast: [{when: {type: A}, to: B, data: {a: state.count}}]' | upcast[0].data.a: 'state.count' is not known",
            })
    void tellsWhatIsWrongAndWhere(String original, String written, String problem) {
        assertThat(Folds.BALANCE).contains(original);
        String yaml = replaceFirst(Folds.BALANCE, original, written);
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(InvalidProjectionException.class)
                .hasMessageStartingWith("balance.yaml line ")
                .hasMessageContaining(problem)
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
    }

    private static String replaceFirst(String text, String part, String by) {
        int at = text.indexOf(part);
        return text.substring(0, at) + by + text.substring(at + part.length());
    }

    @Test
    void refusesWhatWouldOverloadIt() {
        assertThatThrownBy(() -> parse("")).hasMessage("balance.yaml: is empty");
        assertThatThrownBy(() -> parse("name: " + "x".repeat(300_000))).isInstanceOf(InvalidProjectionException.class);
        assertThatThrownBy(() -> parse("initial: " + "[".repeat(100) + "]".repeat(100)))
                .isInstanceOf(InvalidProjectionException.class);
        assertThatThrownBy(() -> Folds.setting("0", "(".repeat(2_000) + "1" + ")".repeat(2_000)))
                .isInstanceOf(InvalidProjectionException.class);
        assertThatThrownBy(() -> Folds.setting("0", "1" + " + 1".repeat(2_000)))
                .isInstanceOf(InvalidProjectionException.class);
        assertThatThrownBy(() -> ProjectionFile.load(Path.of("no", "such.yaml")))
                .hasMessageContaining("there is no file");
    }

    /** Snapshots of old states are found by this text's digest: it must not change where the fold does not. */
    @Test
    void theDefinitionStaysTheSameHoweverItIsWritten() {
        String canonical = "{\"initial\":{\"balance\":0,\"count\":0},"
                + "\"on\":{\"MoneyDeposited\":{\"balance\":\"state.balance + event.data.amount\",\"count\":\"state.count + 1\"},"
                + "\"MoneyWithdrawn\":{\"balance\":\"state.balance - event.data.amount\",\"count\":\"state.count + 1\"}},"
                + "\"scope\":\"AGGREGATE\",\"upcast\":[]}";
        assertThat(((DeclaredProjection) parse(Folds.BALANCE)).canonical()).isEqualTo(canonical);
        assertThat(parse(Folds.BALANCE).definition().fingerprint())
                .isEqualTo("04f63ecb953f8c93713006d8c5e946bb292e04a7bd80c0f572c9330875224ebf");
        String rewritten = """
                # the same
                on:
                  MoneyWithdrawn:
                    count: ((state.count)+1)   # one more
                    balance: >
                      state.balance
                        - event . data.amount
                  MoneyDeposited: { count: "state.count+1", balance: state.balance+event.data.amount }
                initial:
                  count: 0.0
                  balance: 0
                snapshot: { keep: 1 }
                scope: aggregate
                version: 1
                name: balance
                """;
        assertThat(parse(rewritten).definition()).isEqualTo(parse(Folds.BALANCE).definition());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "balance: 0.0 | balance: 1",
                "count: 0 } | count: 0, more: 0 }",
                "state.count + 1 | state.count + 2",
                "state.count + 1 | 1 + state.count",
                "MoneyDeposited: | '*':",
                "version: 1 | 'version: 1\nscope: log'",
                "version: 1 | 'version: 1\nupcast: [{when: {type: A}, to: B}]'",
            })
    void aDefinitionThatFoldsOtherwiseIsAnother(String original, String written) {
        String yaml = replaceFirst(Folds.BALANCE, original, written);
        assertThat(parse(yaml).definition()).isNotEqualTo(parse(Folds.BALANCE).definition());
    }

    /** A text must not look like the expression around it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'a' + 'b' | 'a\" + \"b'",
                "'' + '\" + \"' | '\" + \"' + ''",
                "['a', 'b'] | ['a\", \"b']",
                "state.x == 'a' && state.x == 'b' | state.x == 'a\" && state.x == \"b'",
                "'\\n' | r'\\n'",
                "7 / 2 | 7.0 / 2.0",
                "state.x - (state.x - 1) | state.x - state.x - 1",
            })
    void anExpressionThatGivesAnotherValueIsAnother(String one, String other) {
        assertThat(Folds.setting("''", one).definition())
                .isNotEqualTo(Folds.setting("''", other).definition());
        assertThat(Folds.setting("''", one).definition())
                .isEqualTo(Folds.setting("''", "(" + one + ")").definition());
    }

    @Test
    void aNumberThatNoDoubleHoldsBeginsNoField() {
        for (String number : new String[] {"1.0e+400", "-1e999"}) {
            assertThatThrownBy(() -> Folds.setting(number, "state.x"))
                    .hasMessage("balance.yaml line 3: initial.x: '" + number + "' is too large for a double");
        }
        assertThat(Folds.fold(Folds.setting("1e308", "state.x"))).isEqualTo("{\"x\":1.0E308}");
    }

    @Test
    void statesReadBackExactly() {
        roundTrip(Folds.setting("{ b: [1, null, true, 'ü\"'], a: { z: 0.1, y: -0.0 } }", "state.x"));
        roundTrip(parse(Folds.BALANCE));
        Projection<?> projection = parse(Folds.BALANCE);
        for (String foreign :
                new String[] {"", "[]", "{\"balance\":1}", "{\"balance\":1,\"count\":1,\"more\":1}", "{"}) {
            assertThatThrownBy(() -> projection.fromJson(foreign.getBytes(StandardCharsets.UTF_8)))
                    .as(foreign)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static <S> void roundTrip(Projection<S> projection) {
        S state =
                projection.apply(projection.initial(), Folds.recorded(0, event("MoneyDeposited", "{\"amount\":0.3}")));
        byte[] json = projection.toJson(state);
        S again = projection.fromJson(json);
        assertThat(again).isEqualTo(state);
        assertThat(projection.toJson(again)).isEqualTo(json);
        S one = projection.apply(state, Folds.recorded(1, event("MoneyDeposited", "{\"amount\":0.1}")));
        S other = projection.apply(again, Folds.recorded(1, event("MoneyDeposited", "{\"amount\":0.1}")));
        assertThat(projection.toJson(other)).isEqualTo(projection.toJson(one));
    }

    @Test
    void statesAreIndependent() {
        Projection<?> projection = parse(Folds.BALANCE);
        assertThat(Folds.fold(projection, event("MoneyDeposited", "{\"amount\":1}")))
                .contains("\"balance\":1");
        assertThat(Folds.fold(projection, event("MoneyDeposited", "{\"amount\":1}")))
                .contains("\"balance\":1");
    }

    @Test
    void snapshotsAreDueAsTheFileSays() {
        var policy = parse(Folds.BALANCE).snapshots().policy();
        assertThat(parse(Folds.BALANCE).snapshots().keep()).isEqualTo(3);
        assertThat(policy.isDue(new Since(999, 1, 10, 11))).isFalse();
        assertThat(policy.isDue(new Since(1_000, 1, 10, 11))).isTrue();
        assertThat(policy.isDue(new Since(1, 3_600_000_000L, 10, 11))).isTrue();
        assertThat(policy.isDue(new Since(1, 1, 10, 20))).isTrue();
        String never = Folds.BALANCE.replace("everyEvents: 1000, every: 1h, growth: 2.0", "every: 999999999d");
        assertThat(parse(never).snapshots().policy().isDue(new Since(1, Long.MAX_VALUE - 1, 10, 11)))
                .isFalse();
        assertThat(parse(Folds.BALANCE.replace("everyEvents: 1000, every: 1h, growth: 2.0, keep: 3", "keep: 5"))
                        .snapshots()
                        .keep())
                .isEqualTo(5);
    }
}
