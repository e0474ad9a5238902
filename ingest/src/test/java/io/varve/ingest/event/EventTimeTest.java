package io.varve.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00.120Z",
                "2026-01-01T00:00:00.123456Z",
                "2026-01-01T00:00:00.123456789Z",
                "2026-01-01T00:00:00.1Z",
                "2026-01-01t00:00:00z",
                "2026-01-01T01:00:00+01:00",
                "2026-01-01T00:00:00-00:00",
                "2026-01-01T00:00:00",
                "1582-10-04T00:00:00Z",
            })
    void givesBackTheProducersText(String text) {
        assertThat(EventTime.parse(text).text()).isEqualTo(text);
    }

    @Test
    void keepsNoTextThatIsCanonical() {
        assertThat(EventTime.parse("2026-01-01T00:00:00.120Z").otherText()).isNull();
        assertThat(EventTime.parse("2026-01-01T00:00:00.12Z").otherText()).isNotNull();
    }

    @Test
    void takesATimeWithoutAnOffsetAsUtc() {
        assertThat(EventTime.parse("2026-01-01T00:00:00").instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void cutsDownToTheMicrosecondAlsoBefore1970() {
        assertThat(EventTime.parse("1969-12-31T23:59:59.999999999Z").micros()).isEqualTo(-1);
        assertThat(Micros.instant(-1)).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2026", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "yesterday", "2026-01-01 00:00:00Z"})
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> EventTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
