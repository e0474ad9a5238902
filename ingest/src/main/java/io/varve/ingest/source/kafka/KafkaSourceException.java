package io.varve.ingest.source.kafka;

/** A source that cannot be read for now; the message is one line that says what to look at. */
public final class KafkaSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KafkaSourceException(String message) {
        super(message);
    }

    KafkaSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
