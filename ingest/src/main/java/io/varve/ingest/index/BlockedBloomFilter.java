package io.varve.ingest.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A Bloom filter whose bits for one key lie in one block of 64 bytes, so that a look costs one cache miss (Putze,
 * Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007). Two words of the block carry three bits
 * each. Thread-safe without locks; keys are never removed.
 */
final class BlockedBloomFilter {

    static final int BLOCK_BYTES = 64;

    private static final int BLOCK_WORDS = BLOCK_BYTES / Long.BYTES;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final long blocks;

    BlockedBloomFilter(long bytes) {
        blocks = bytes / BLOCK_BYTES;
        words = new long[Math.toIntExact(blocks * BLOCK_WORDS)];
    }

    long bits() {
        return (long) words.length * Long.SIZE;
    }

    /** Adds a key by its hash, of which all 64 bits must be good. */
    void add(long hash) {
        int block = block(hash);
        long pattern = hash * GOLDEN;
        set(block + firstWord(pattern), firstBits(pattern));
        set(block + secondWord(pattern), secondBits(pattern));
    }

    boolean mightContain(long hash) {
        int block = block(hash);
        long pattern = hash * GOLDEN;
        long first = firstBits(pattern);
        long second = secondBits(pattern);
        return (words[block + firstWord(pattern)] & first) == first
                && (words[block + secondWord(pattern)] & second) == second;
    }

    private void set(int word, long bits) {
        if ((words[word] & bits) != bits) {
            WORD.getAndBitwiseOr(words, word, bits);
        }
    }

    private int block(long hash) {
        return (int) (((hash >>> 32) * blocks) >>> 32) * BLOCK_WORDS;
    }

    private static int firstWord(long pattern) {
        return (int) (pattern >>> 61);
    }

    /** Never the first word. */
    private static int secondWord(long pattern) {
        int distance = 1 + (int) ((((pattern >>> 58) & 7) * 7) >>> 3);
        return (firstWord(pattern) + distance) & (BLOCK_WORDS - 1);
    }

    private static long firstBits(long pattern) {
        return 1L << (pattern >>> 52) | 1L << (pattern >>> 46) | 1L << (pattern >>> 40);
    }

    private static long secondBits(long pattern) {
        return 1L << (pattern >>> 34) | 1L << (pattern >>> 28) | 1L << (pattern >>> 22);
    }
}
