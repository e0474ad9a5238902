package io.varve.tiering.cache;

import io.varve.tiering.parquet.ByteRange;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.FileBlocks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/** Random bytes in a far store, which fails when it is told to and counts what it is asked. Thread-safe. */
final class FarFile implements ByteSource {

    final byte[] bytes;
    final AtomicInteger requests = new AtomicInteger();
    volatile Answer answer = request -> {};

    /** What happens at a request, before its bytes are given. */
    interface Answer {
        void to(int request) throws IOException;
    }

    FarFile(Random random, int length) {
        bytes = new byte[length];
        random.nextBytes(bytes);
    }

    FileBlocks proof() {
        int[] checksums = new int[(bytes.length + FileBlocks.BYTES - 1) / FileBlocks.BYTES];
        for (int block = 0; block < checksums.length; block++) {
            CRC32C crc = new CRC32C();
            int at = block * FileBlocks.BYTES;
            crc.update(bytes, at, Math.min(FileBlocks.BYTES, bytes.length - at));
            checksums[block] = (int) crc.getValue();
        }
        return new FileBlocks(bytes.length, checksums);
    }

    FarSource through(FetchPool pool, @org.jspecify.annotations.Nullable BlockCache cache) {
        return new FarSource(this, pool, cache, Arrays.hashCode(bytes), proof());
    }

    /** Some ascending ranges of whole blocks, not touching each other. */
    List<ByteRange> ranges(Random random) {
        List<ByteRange> ranges = new ArrayList<>();
        int blocks = (bytes.length + FileBlocks.BYTES - 1) / FileBlocks.BYTES;
        int block = random.nextInt(blocks);
        while (block < blocks && ranges.size() < 6) {
            int end = Math.min(blocks, block + 1 + random.nextInt(4));
            ranges.add(range(block, end));
            block = end + 1 + random.nextInt(40);
        }
        return ranges;
    }

    ByteRange range(int block, int end) {
        int from = block * FileBlocks.BYTES;
        return new ByteRange(from, new byte[Math.min(bytes.length, end * FileBlocks.BYTES) - from]);
    }

    boolean gave(List<ByteRange> ranges) {
        return ranges.stream().allMatch(range -> {
            int from = (int) range.offset();
            return Arrays.equals(bytes, from, from + range.target().length, range.target(), 0, range.target().length);
        });
    }

    @Override
    public String location() {
        return "far://store/file";
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException {
        answer.to(requests.incrementAndGet());
        System.arraycopy(bytes, (int) offset, target, targetOffset, length);
    }

    @Override
    public void close() {}
}
