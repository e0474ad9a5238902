package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;

/** The hashes by which tables in memory and the filter are addressed. They are never stored. */
final class Hashes {

    private static final long AGGREGATE = 0xD6E8FEB86659FD93L;

    private Hashes() {}

    static long of(AggregateId aggregate) {
        return mix(aggregate.value().hashCode() * AGGREGATE);
    }

    /** An id key is the prefix of a SHA-256, so each half is good as it is. */
    static long of(Hash128 idKey) {
        return idKey.low();
    }

    /** The finaliser of MurmurHash3. */
    private static long mix(long value) {
        long x = value;
        x = (x ^ (x >>> 33)) * 0xFF51AFD7ED558CCDL;
        x = (x ^ (x >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return x ^ (x >>> 33);
    }
}
