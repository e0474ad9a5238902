package io.varve.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.varve.server.config.VarveConfig;
import org.slf4j.LoggerFactory;

/** Sets how much is logged, and in which form. Libraries stay at failures, however much Varve itself is to say. */
final class LogOutput {

    private static final String APPENDER = "stderr";

    private LogOutput() {}

    /** Holds from now on, for the whole process. */
    static void apply(VarveConfig.Logging logging) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("io.varve").setLevel(Level.toLevel(logging.level(), Level.WARN));
            Appender<ILoggingEvent> appender =
                    context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER);
            if (logging.isJson() && appender instanceof OutputStreamAppender<ILoggingEvent> lines) {
                lines.setEncoder(json(context));
            }
        }
    }

    /** One JSON object a line, with the stack trace that lines for people leave out. */
    static JsonEncoder json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }
}
