package io.varve.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionLiteralTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "5", "-5", "true", "false", "\"", "\"5", "05", "5.0", "99999999999", "-0", "TRUE"})
    void aStringStaysAString(String value) {
        String literal = ExtensionLiteral.ofString(value);

        assertThat(ExtensionLiteral.text(literal)).isEqualTo(value);
        assertThat(ExtensionLiteral.isInteger(literal)).isFalse();
        assertThat(ExtensionLiteral.isBoolean(literal)).isFalse();
    }

    @Test
    void onlyWhatWouldReadOtherwiseIsQuoted() {
        assertThat(ExtensionLiteral.ofString("5")).isEqualTo("\"5");
        assertThat(ExtensionLiteral.ofString("00-4bf9")).isEqualTo("00-4bf9");
    }

    @Test
    void integersAndBooleansAreThemselves() {
        assertThat(ExtensionLiteral.isInteger(ExtensionLiteral.ofInteger(Integer.MIN_VALUE)))
                .isTrue();
        assertThat(ExtensionLiteral.isBoolean(ExtensionLiteral.ofBoolean(true))).isTrue();
        assertThat(ExtensionLiteral.isInteger("2147483648")).isFalse();
    }
}
