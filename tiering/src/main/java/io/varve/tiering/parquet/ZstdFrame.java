package io.varve.tiering.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/**
 * Decompresses frames of which is stated elsewhere how long they are. What is stated is believed only where the frame
 * agrees, and could hold as much at all: a damaged number must not take the memory of the process.
 */
final class ZstdFrame {

    /** A block of a frame takes 3 bytes at least, and gives so many at most. */
    private static final int MAX_BLOCK_BYTES = 128 << 10;

    private static final int MIN_STORED_BLOCK_BYTES = 3;

    /** The longest header, which is read by what it says of itself: 4 bytes of magic, then 14 at most (RFC 8878). */
    private static final int LEAST_FRAME_BYTES = 18;

    private ZstdFrame() {}

    /**
     * The content of a frame.
     *
     * @param plainBytes its stated length
     * @throws IllegalArgumentException if the frame is damaged, or its content has another length
     */
    static byte[] decompress(byte[] source, int offset, int length, int plainBytes) {
        requirePlain(source, offset, length, plainBytes);
        byte[] plain = new byte[plainBytes];
        try {
            long size = Zstd.decompressByteArray(plain, 0, plain.length, source, offset, length);
            if (size != plainBytes) {
                throw new IllegalArgumentException(
                        "a compressed block holds " + size + " bytes, must hold " + plainBytes);
            }
            return plain;
        } catch (ZstdException e) {
            throw new IllegalArgumentException("a compressed block cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Checks a stated length before room is made for it.
     *
     * @throws IllegalArgumentException if the frame's content cannot have it
     */
    static void requirePlain(byte[] source, int offset, int length, int plainBytes) {
        long most = (length / MIN_STORED_BLOCK_BYTES + 1L) * MAX_BLOCK_BYTES;
        // below 0 where the frame does not tell; of one that ends inside of its header it is not to be asked
        long found = length < LEAST_FRAME_BYTES ? -1 : Zstd.getFrameContentSize(source, offset, length);
        if (plainBytes < 0 || plainBytes > most || (found >= 0 && found != plainBytes)) {
            throw new IllegalArgumentException(
                    "a compressed block of " + length + " bytes is said to hold " + plainBytes);
        }
    }
}
