package io.varve.tiering.parquet;

import java.util.zip.CRC32C;

/**
 * The blocks of one event file and their checksums: what proves a copy of a block, wherever it lies. Immutable and
 * thread-safe.
 */
public final class FileBlocks {

    /** Bytes in a block; the last one of a file may be shorter. */
    public static final int BYTES = BlockChecksums.BLOCK_BYTES;

    private final long fileBytes;
    private final int[] checksums;

    /** @param checksums the CRC32C of each block; not copied */
    public FileBlocks(long fileBytes, int[] checksums) {
        this.fileBytes = fileBytes;
        this.checksums = checksums;
    }

    /** Number of blocks. */
    public int count() {
        return checksums.length;
    }

    /** Length of this block. */
    public int length(int block) {
        return (int) Math.min(BYTES, fileBytes - (long) block * BYTES);
    }

    /** Whether this part of the array holds exactly the bytes of the block. */
    public boolean proves(int block, byte[] bytes, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length(block));
        return (int) crc.getValue() == checksums[block];
    }
}
