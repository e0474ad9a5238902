package io.varve.ingest.append;

/** Too much waits to be stored; nothing of this request was appended. Sent again a little later, it may be taken. */
public final class AppendQueueFullException extends AppendException {

    private static final long serialVersionUID = 1L;

    AppendQueueFullException(int queueBytes) {
        super("the " + queueBytes + " bytes of the append queue are full: send this again a little later");
    }
}
