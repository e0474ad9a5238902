package io.varve.ingest.hot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The position that is known to be on the disk: a lower bound, so it is written without waiting for the disk. Two slots
 * of 12 bytes (position i64, CRC32C u32 of it, big-endian) are written by turns, so a torn write leaves the other.
 */
final class SyncedMark implements AutoCloseable {

    static final String FILE_NAME = "synced";
    private static final int SLOT_BYTES = 12;

    private final RandomAccessFile file;
    private long position;
    private int nextSlot;

    private SyncedMark(RandomAccessFile file, long position, int nextSlot) {
        this.file = file;
        this.position = position;
        this.nextSlot = nextSlot;
    }

    /** @throws HotLogException if the file is there but neither slot is whole */
    static SyncedMark open(Path directory) throws IOException {
        Path path = directory.resolve(FILE_NAME);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            byte[] bytes = new byte[2 * SLOT_BYTES];
            int length = (int) Math.min(bytes.length, file.length());
            file.readFully(bytes, 0, length);
            long position = -1;
            int slot = 1;
            boolean empty = true;
            for (int i = 0; i < 2; i++) {
                ByteBuffer in = ByteBuffer.wrap(bytes, i * SLOT_BYTES, SLOT_BYTES);
                long stated = in.getLong();
                int crc = in.getInt();
                empty &= stated == 0 && crc == 0;
                if (crc == crc(stated) && stated > position) {
                    position = stated;
                    slot = i;
                }
            }
            if (position < 0 && !empty) {
                throw new HotLogException(
                        path
                                + " is damaged; it states how far the hot log was on the disk. Delete it to take the log as it is");
            }
            return new SyncedMark(file, position, 1 - slot);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** All events below are on the disk; -1 if nothing is known. */
    long position() {
        return position;
    }

    void raise(long newPosition) throws IOException {
        if (newPosition == position) {
            return;
        }
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
        slot.putLong(newPosition).putInt(crc(newPosition));
        file.seek((long) nextSlot * SLOT_BYTES);
        file.write(slot.array());
        nextSlot = 1 - nextSlot;
        position = newPosition;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            file.getFD().sync();
        }
    }

    private static int crc(long position) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
        return (int) crc.getValue();
    }
}
