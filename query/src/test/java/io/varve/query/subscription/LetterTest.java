package io.varve.query.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.RecordedEvent;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Each event that is in a log can be a dead letter: one that the log of letters refused would stop its subscription.
 */
final class LetterTest {

    private static final SubscriptionDefinition MAILS = new SubscriptionDefinition("mails", Set.of(), 1, "dead");

    @Test
    void fitsWhateverFitsItsEvent() {
        String long1 = "x".repeat(EventRules.MAX_ATTRIBUTE_BYTES);
        String quoted = '"' + "x".repeat(EventRules.MAX_ATTRIBUTE_BYTES - 1);
        assertThat(letter(long1, long1).extensions())
                .containsEntry("originalid", long1)
                .containsEntry("originalsource", long1);
        assertThat(letter(quoted, "/s").extensions())
                .doesNotContainKey("originalid")
                .containsEntry("originalsource", "/s")
                .containsEntry("refusedposition", "\"7");
        assertThat(letter("id", quoted).extensions())
                .containsEntry("originalid", "id")
                .doesNotContainKey("originalsource");
    }

    private static Event letter(String id, String source) {
        Event event = Event.json(id, source, "subject", "Type", "{}");
        assertThatCode(() -> EventRules.defaults().check(event)).doesNotThrowAnyException();
        Refusal refusal = Refusal.of(7, 1, "no");
        StoredState state = new StoredState(new UUID(1, 2), MAILS, 7, refusal);
        Event letter = Letter.of("events", state, refusal, new RecordedEvent(7, 0, 0, event));
        assertThatCode(() -> EventRules.defaults().check(letter)).doesNotThrowAnyException();
        return letter;
    }
}
