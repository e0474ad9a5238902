package io.varve.server.cli;

/** A command that was called wrongly, found out by the command itself. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
