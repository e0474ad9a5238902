package io.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SettingsTest {

    @Test
    void everyDefaultIsOfItsOwnType() {
        for (Setting<?> setting : Settings.ALL) {
            String fallback = setting.fallback();
            if (fallback != null) {
                assertThat(setting.type().parse(fallback)).as(setting.key()).isNotNull();
            }
        }
    }

    @Test
    void theManualShowsEverySettingAsItIs() throws IOException {
        String manual = Files.readString(Path.of("../../docs/operations.md"));
        assertThat(manual)
                .as("docs/operations.md must hold this table:\n" + Settings.markdown())
                .contains(Settings.markdown());
    }
}
