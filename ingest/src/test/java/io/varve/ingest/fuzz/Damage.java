package io.varve.ingest.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes as disks, copies and people do, driven by a seed. */
public final class Damage {

    /** Numbers at which arithmetic goes wrong. */
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        0x7F,
        0x80,
        Short.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final Random random;

    public Damage(Random random) {
        this.random = random;
    }

    /**
     * A damaged copy: one to three things are done to it.
     *
     * @param whole the bytes, at least 1
     * @param other where strange bytes may come from, at least 1
     */
    public byte[] of(byte[] whole, byte[] other) {
        return of(whole, other, 0, whole.length);
    }

    /** The same, to the bytes of the range. */
    public byte[] of(byte[] whole, byte[] other, int from, int to) {
        byte[] bytes = whole.clone();
        for (int left = 1 + random.nextInt(3); left > 0 && bytes.length > 0; left--) {
            int at = Math.min(from + random.nextInt(to - from), bytes.length - 1);
            bytes = once(bytes, other, at, Math.max(at + 1, Math.min(to, bytes.length)));
        }
        return bytes;
    }

    private byte[] once(byte[] bytes, byte[] other, int at, int end) {
        int length = 1 + random.nextInt(Math.min(end - at, 1 << random.nextInt(14)));
        switch (random.nextInt(9)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 0xFF));
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                byte[] more = garbage(length);
                byte[] grown = Arrays.copyOf(bytes, bytes.length + more.length);
                System.arraycopy(more, 0, grown, bytes.length, more.length);
                return grown;
            }
            case 6 -> {
                int from = random.nextInt(other.length);
                System.arraycopy(other, from, bytes, at, Math.min(length, other.length - from));
            }
            case 7 -> {
                // a piece taken out, or put in twice
                int after = random.nextBoolean() ? at + length : Math.max(0, at - length);
                byte[] moved = Arrays.copyOf(bytes, at + bytes.length - after);
                System.arraycopy(bytes, after, moved, at, bytes.length - after);
                return moved;
            }
            default -> number(bytes, at);
        }
        return bytes;
    }

    private void number(byte[] bytes, int at) {
        int width = random.nextBoolean() ? Integer.BYTES : Long.BYTES;
        int start = random.nextBoolean() ? at & -width : at;
        if (start + width <= bytes.length) {
            long number = NUMBERS[random.nextInt(NUMBERS.length)];
            ByteBuffer target =
                    ByteBuffer.wrap(bytes).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (width == Integer.BYTES) {
                target.putInt(start, (int) number);
            } else {
                target.putLong(start, number);
            }
        }
    }

    /** Random bytes. */
    public byte[] garbage(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
