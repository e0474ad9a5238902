package io.varve.ingest.append;

import io.varve.ingest.event.AggregateId;

/** What the version of an aggregate must be for an append to be taken: optimistic concurrency. */
public final class ExpectedVersion {

    private static final long ANY = -2;
    private static final long NONE = -1;
    private static final ExpectedVersion ANY_VERSION = new ExpectedVersion(ANY);
    private static final ExpectedVersion NO_VERSION = new ExpectedVersion(NONE);

    private final long version;

    private ExpectedVersion(long version) {
        this.version = version;
    }

    /** Whatever the aggregate's version is. */
    public static ExpectedVersion any() {
        return ANY_VERSION;
    }

    /** The aggregate must have no event yet. */
    public static ExpectedVersion none() {
        return NO_VERSION;
    }

    /**
     * The aggregate's last event must have this version.
     *
     * @param version 0 or more
     */
    public static ExpectedVersion exactly(long version) {
        if (version < 0) {
            throw new IllegalArgumentException("expected version is " + version + ", must be 0 or more");
        }
        return new ExpectedVersion(version);
    }

    boolean isAny() {
        return version == ANY;
    }

    void check(AggregateId aggregate, long actual) {
        if (version != ANY && version != actual) {
            throw new VersionConflictException(aggregate, version, actual);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExpectedVersion expected && version == expected.version;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version);
    }

    @Override
    public String toString() {
        return version == ANY ? "any" : version == NONE ? "none" : Long.toString(version);
    }
}
