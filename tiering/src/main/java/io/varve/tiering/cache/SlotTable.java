package io.varve.tiering.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Which block lies in which slot. A block has a choice of {@link #WAYS} slots, which its file and number tell; of these
 * the one used longest ago makes room. So nothing has to be searched or rebuilt: the table is its own index. Not
 * thread-safe.
 */
final class SlotTable {

    /** Bytes of a slot's entry in its stored form. */
    static final int ENTRY_BYTES = Long.BYTES + 2 * Integer.BYTES;

    /** No slot. */
    static final int NONE = -1;

    static final int WAYS = 16;

    private static final int FREE = -1;
    private static final int TAKEN = -2;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final int sets;
    private final long[] files;
    private final int[] blocks;
    private final int[] used;
    private int clock;
    private int stored;

    /** @param slots how many slots, rounded down to whole sets, at least one set */
    SlotTable(long slots) {
        this.sets = (int) Math.max(1, Math.min(slots / WAYS, Integer.MAX_VALUE / WAYS / 2));
        this.files = new long[sets * WAYS];
        this.blocks = new int[sets * WAYS];
        this.used = new int[sets * WAYS];
        Arrays.fill(blocks, FREE);
    }

    int slots() {
        return blocks.length;
    }

    /** How many slots hold a block. */
    int stored() {
        return stored;
    }

    /** The slot that holds the block, which is used now; or {@link #NONE}. */
    int find(long file, int block) {
        int first = firstSlot(file, block);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (holds(slot, file, block)) {
                used[slot] = ++clock;
                return slot;
            }
        }
        return NONE;
    }

    boolean holds(int slot, long file, int block) {
        return blocks[slot] == block && files[slot] == file;
    }

    /**
     * Takes a slot for the block, out of use until it is {@link #fill filled} or {@link #free freed}; {@link #NONE} if
     * the block has one already, or all are being filled.
     */
    int take(long file, int block) {
        int first = firstSlot(file, block);
        int oldest = NONE;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (holds(slot, file, block)) {
                return NONE;
            }
            if (blocks[slot] != TAKEN && (oldest == NONE || isBefore(slot, oldest))) {
                oldest = slot;
            }
        }
        if (oldest != NONE) {
            stored -= blocks[oldest] >= 0 ? 1 : 0;
            blocks[oldest] = TAKEN;
        }
        return oldest;
    }

    boolean isFree(int slot) {
        return blocks[slot] == FREE;
    }

    void fill(int slot, long file, int block) {
        stored += blocks[slot] >= 0 ? 0 : 1;
        files[slot] = file;
        blocks[slot] = block;
        used[slot] = ++clock;
    }

    void free(int slot) {
        stored -= blocks[slot] >= 0 ? 1 : 0;
        blocks[slot] = FREE;
    }

    /** The stored form of a slot's entry. */
    static byte[] encode(int slot, long file, int block) {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).putLong(file).putInt(block);
        return entry.putInt(checksum(slot, file, block)).array();
    }

    /** Takes over a slot's entry from its stored form, if it is one. */
    void decode(int slot, ByteBuffer entry) {
        long file = entry.getLong();
        int block = entry.getInt();
        int first = firstSlot(file, block);
        if (entry.getInt() == checksum(slot, file, block) && block >= 0 && slot >= first && slot < first + WAYS) {
            fill(slot, file, block);
        }
    }

    private boolean isBefore(int slot, int other) {
        if (isFree(slot) != isFree(other)) {
            return isFree(slot);
        }
        return used[slot] - used[other] < 0;
    }

    private int firstSlot(long file, int block) {
        long mixed = (file ^ (block * GOLDEN)) * GOLDEN;
        return (int) Long.remainderUnsigned(mixed ^ (mixed >>> Integer.SIZE), sets) * WAYS;
    }

    private static int checksum(int slot, long file, int block) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(ENTRY_BYTES)
                .putInt(slot)
                .putLong(file)
                .putInt(block)
                .flip());
        return ~(int) crc.getValue();
    }
}
