package io.varve.tiering.cold;

import java.time.Instant;
import java.time.InstantSource;

/** The contract on the fake that other tests build on. */
class InMemoryObjectStoreTest extends ObjectStoreContract {

    @Override
    ObjectStore open() {
        return new InMemoryObjectStore(InstantSource.fixed(Instant.parse("2026-01-31T00:00:00Z")));
    }
}
