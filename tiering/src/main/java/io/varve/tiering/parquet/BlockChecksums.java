package io.varve.tiering.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The CRC32C of each block of 4 KiB of a file, the last one shorter, collected from first to last. Not thread-safe. */
final class BlockChecksums {

    /** Bytes in a block. */
    static final int BLOCK_BYTES = 4_096;

    private final CRC32C crc = new CRC32C();
    private int[] checksums = new int[1_024];
    private int size;
    private int inBlock;

    /** Number of blocks in a file of this length. */
    static int blocks(long fileBytes) {
        return Math.toIntExact((fileBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    void add(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int part = Math.min(end - at, BLOCK_BYTES - inBlock);
            crc.update(bytes, at, part);
            at += part;
            inBlock += part;
            if (inBlock == BLOCK_BYTES) {
                endBlock();
            }
        }
    }

    /** The checksums of all blocks; nothing can be added afterwards. */
    int[] finish() {
        if (inBlock > 0) {
            endBlock();
        }
        return Arrays.copyOf(checksums, size);
    }

    static byte[] toBytes(int[] checksums) {
        ByteBuffer buffer = ByteBuffer.allocate(checksums.length * Integer.BYTES);
        buffer.asIntBuffer().put(checksums);
        return buffer.array();
    }

    /** @throws IllegalArgumentException if they are not those of a file of this length */
    static int[] fromBytes(ByteBuffer bytes, long fileBytes) {
        long blocks = (fileBytes - 1) / BLOCK_BYTES + 1;
        if (bytes.remaining() != blocks * Integer.BYTES) {
            throw new IllegalArgumentException(
                    bytes.remaining() + " bytes of checksums for a file of " + fileBytes + " bytes");
        }
        int[] checksums = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(checksums);
        return checksums;
    }

    private void endBlock() {
        if (size == checksums.length) {
            checksums = Arrays.copyOf(checksums, 2 * size);
        }
        checksums[size++] = (int) crc.getValue();
        crc.reset();
        inBlock = 0;
    }
}
