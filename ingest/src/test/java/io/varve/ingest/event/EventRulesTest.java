package io.varve.ingest.event;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventRulesTest {

    private static final EventRules RULES = new EventRules(10);

    @Test
    void letsSampleEventsThrough() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Event event = SampleEvents.random(random, "e" + i);
            assertThatCode(() -> EventRules.defaults().check(event)).doesNotThrowAnyException();
        }
    }

    @Test
    void namesWhatIsEmpty() {
        refused(Event.json("", "/s", "a", "T", "1"), "attribute 'id' must not be empty");
        refused(Event.json("e", "", "a", "T", "1"), "attribute 'source' must not be empty");
        refused(Event.json("e", "/s", "", "T", "1"), "attribute 'subject' must not be empty");
        refused(Event.json("e", "/s", "a", "", "1"), "attribute 'type' must not be empty");
    }

    @Test
    void namesControlCharactersAndHalfPairs() {
        refused(Event.json("e\n", "/s", "a", "T", "1"), "attribute 'id' holds the control character U+000A at index 1");
        refused(Event.json("e", "/s", "a\0", "T", "1"), "attribute 'subject' holds the control character U+0000");
        refused(Event.json("e", "/s", "\uD83D", "T", "1"), "attribute 'subject' holds half a surrogate pair U+D83D");
    }

    @Test
    void boundsSizes() {
        refused(Event.json("e", "/s", "a", "T", "12345678901"), "data is 11 bytes, at most 10 are allowed");
        refused(Event.json("ž".repeat(2_049), "/s", "a", "T", "1"), "attribute 'id' is 4098 bytes long, at most 4096");
        assertThatCode(() -> RULES.check(Event.json("ž".repeat(2_048), "/s", "a", "T", "1")))
                .doesNotThrowAnyException();
    }

    @Test
    void namesBadExtensions() {
        TreeMap<String, String> extensions = new TreeMap<>();
        extensions.put("traceParent", "x");
        Event event = Event.json("e", "/s", "a", "T", "1");
        refused(
                new Event("e", "/s", event.subject(), "T", null, null, null, null, extensions),
                "extension attribute 'traceParent' must have a name of 1 to 64 lower-case letters a-z or digits");
        TreeMap<String, String> hostile = new TreeMap<>();
        hostile.put("a\nERROR \u001b[31m" + "b".repeat(100), "x");
        refused(
                new Event("e", "/s", event.subject(), "T", null, null, null, null, hostile),
                "extension attribute 'a\\u000aERROR \\u001b[31m" + "b".repeat(41) + "...' must have a name");
    }

    private static void refused(Event event, String message) {
        assertThatThrownBy(() -> RULES.check(event))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(message);
    }
}
