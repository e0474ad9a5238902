package io.varve.query.projection.declared;

import static io.varve.query.projection.declared.Folds.event;
import static io.varve.query.projection.declared.Folds.fold;
import static io.varve.query.projection.declared.Folds.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import org.junit.jupiter.api.Test;

/** Old events become new ones before they are folded. */
final class UpcastTest {

    private static final String UPCAST = """
            upcast:
              - when: { type: Deposit }
                to: MoneyDeposited
                data: { amount: event.data.value }
              - when: { type: MoneyDeposited, dataschema: urn:cents }
                to: MoneyDeposited
                data: { amount: event.data.amount / 100 }
              - when: { type: Cash }
                to: Deposit
              - when: { type: Deposit }
                to: MoneyDeposited
                data: { amount: event.data.value * 2, of: event.id + event.type }
            """;

    private final Projection<?> projection = parse(Folds.BALANCE + UPCAST);

    @Test
    void theyChainInTheOrderWritten() {
        assertThat(fold(projection, event("Deposit", "{\"value\": 3}"))).isEqualTo("{\"balance\":3,\"count\":1}");
        assertThat(fold(projection, event("Cash", "{\"value\": 3}"))).isEqualTo("{\"balance\":6,\"count\":1}");
        assertThat(fold(projection, event("MoneyDeposited", "{\"amount\": 3}")))
                .isEqualTo("{\"balance\":3,\"count\":1}");
    }

    @Test
    void aSchemaMayBeAsked() {
        Event cents = event("MoneyDeposited", "{\"amount\": 350}");
        Event withSchema = new Event(
                cents.id(),
                cents.source(),
                cents.subject(),
                cents.type(),
                null,
                null,
                "urn:cents",
                cents.data(),
                cents.extensions());
        assertThat(fold(projection, withSchema, event("MoneyDeposited", "{\"amount\": 1}")))
                .isEqualTo("{\"balance\":4.5,\"count\":2}");
    }

    @Test
    void aFailureNamesItsPlace() {
        assertThatThrownBy(() -> fold(projection, event("Deposit", "{}")))
                .isInstanceOf(ProjectionException.class)
                .hasMessage("balance.yaml line 11: upcast[0].data.amount: key 'value' is not present in map."
                        + " (event 'Deposit' of 'account-1' at position 0)");
    }
}
