package io.varve.tiering.cold;

import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.read.ReadTally;
import java.io.IOException;
import java.util.Objects;

/** One object's bytes, each range a request of its own. Thread-safe as its store is. */
record ObjectByteSource(ObjectStore store, String key, long length) implements ByteSource {

    ObjectByteSource {
        ObjectKeys.check(key);
        if (length < 0) {
            throw new IllegalArgumentException("object " + key + " of " + length + " bytes");
        }
    }

    @Override
    public String location() {
        return store.uri(key).toString();
    }

    @Override
    public void readFully(long offset, byte[] target, int targetOffset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, length);
        ReadTally.fetches(count);
        store.readFully(key, offset, target, targetOffset, count);
    }

    @Override
    public void close() {}
}
