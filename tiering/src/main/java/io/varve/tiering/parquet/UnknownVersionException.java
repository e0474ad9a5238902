package io.varve.tiering.parquet;

/** A file that is whole, in a version of the format that this program does not know: a newer one wrote it. */
public final class UnknownVersionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownVersionException(String location, int version, int known) {
        super(location + ": is a sidecar of version " + version + ", this program reads version " + known);
    }
}
