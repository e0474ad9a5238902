package io.varve.tiering.store;

import io.varve.tiering.parquet.ByteRange;
import io.varve.tiering.parquet.ByteSource;
import java.io.IOException;
import java.util.List;

/**
 * Tells the tally of the reading thread what is read.
 *
 * @param far whether each range is a request to the object store
 */
record TalliedSource(ByteSource source, boolean far) implements ByteSource {

    @Override
    public String location() {
        return source.location();
    }

    @Override
    public long length() {
        return source.length();
    }

    @Override
    public void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException {
        source.readFully(offset, target, targetOffset, length);
        count(1, length);
    }

    @Override
    public void readFully(List<ByteRange> ranges) throws IOException {
        source.readFully(ranges);
        count(
                ranges.size(),
                ranges.stream().mapToLong(range -> range.target().length).sum());
    }

    private void count(int requests, long bytes) {
        if (far) {
            ReadTally.current().got(requests, bytes);
        } else {
            ReadTally.current().read(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
