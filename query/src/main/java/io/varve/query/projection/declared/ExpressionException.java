package io.varve.query.projection.declared;

/** An expression that has no value for an event; its message says why. */
final class ExpressionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExpressionException(String message) {
        super(message);
    }
}
