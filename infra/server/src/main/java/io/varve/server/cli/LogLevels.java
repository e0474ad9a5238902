package io.varve.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Sets how much is logged. Libraries stay at warnings, however much Varve itself is to say. */
final class LogLevels {

    private LogLevels() {}

    static void apply(String level) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory.getLogger("io.varve") instanceof Logger logger) {
            logger.setLevel(Level.toLevel(level, Level.WARN));
        }
    }
}
