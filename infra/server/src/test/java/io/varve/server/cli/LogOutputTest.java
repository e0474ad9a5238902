package io.varve.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LogOutputTest {

    @Test
    void aLineOfJsonTellsAllOfIt() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        JsonEncoder encoder = LogOutput.json(context);
        LoggingEvent event = new LoggingEvent(
                LogOutputTest.class.getName(),
                context.getLogger("io.varve.some.Thing"),
                Level.WARN,
                "log '{}' says \"no\"\nand \u00fc",
                new IllegalStateException("because"),
                new Object[] {"events"});

        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);

        assertThat(line).endsWith("\n").containsOnlyOnce("\n");
        Map<String, String> fields = CommandLineHarness.flatten(line);
        assertThat(fields)
                .containsEntry("level", "WARN")
                .containsEntry("loggerName", "io.varve.some.Thing")
                .containsEntry("formattedMessage", "log 'events' says \"no\"\nand \u00fc")
                .containsEntry("throwable.message", "because")
                .containsKey("timestamp");
    }
}
