package io.varve.server.cli;

import io.varve.server.client.NotOfferedException;
import io.varve.server.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/** Tells of a failure in one line, and of a configuration's problems in one line each. */
final class Failures {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int CALLED_WRONGLY = 2;

    private static final String PREFIX = "varve: ";

    private Failures() {}

    static int usage(Console console, CommandLine.ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        tell(console, message(e) + " (see " + command + " --help)", e);
        return CALLED_WRONGLY;
    }

    static int failure(Console console, Throwable e) {
        if (e instanceof ConfigException config) {
            config.problems().forEach(problem -> console.err().println(PREFIX + oneLine(problem)));
            return CALLED_WRONGLY;
        }
        tell(console, message(e), e);
        return e instanceof UsageException || e instanceof NotOfferedException ? CALLED_WRONGLY : FAILED;
    }

    /** Tells that the answer did not get out, or not as a whole. */
    static int unprinted(Console console, IOException e) {
        tell(console, "standard output could not be written, so the answer is not whole: " + message(e), e);
        return FAILED;
    }

    /** The failure in one line that says what went wrong, without the names of classes where there are words. */
    static String message(Throwable failure) {
        Throwable e = failure;
        while (saysNothingItself(e) && e.getCause() != null) {
            e = e.getCause();
        }
        String said = e.getMessage();
        if (e instanceof NoSuchFileException) {
            return "no such file: " + said;
        }
        if (e instanceof AccessDeniedException) {
            return "access denied: " + said;
        }
        if (e instanceof FileAlreadyExistsException) {
            return "file exists already: " + said;
        }
        if (e instanceof OutOfMemoryError) {
            return "out of memory: give more with JAVA_OPTS=-Xmx...";
        }
        return said == null || said.isBlank() ? "unexpected " + e.getClass().getSimpleName() : oneLine(said);
    }

    private static boolean saysNothingItself(Throwable e) {
        Throwable cause = e.getCause();
        return e instanceof CompletionException
                || e instanceof ExecutionException
                || e.getMessage() == null
                || (e instanceof UncheckedIOException
                        && cause != null
                        && cause.toString().equals(e.getMessage()));
    }

    private static void tell(Console console, String message, Throwable e) {
        console.err().println(PREFIX + oneLine(message));
        if (console.isDebugging()) {
            e.printStackTrace(console.err());
        }
    }

    private static String oneLine(String text) {
        return String.join(" ", text.lines().map(String::strip).toList());
    }
}
