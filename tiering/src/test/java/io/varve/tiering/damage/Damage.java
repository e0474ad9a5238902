package io.varve.tiering.damage;

import java.util.Arrays;
import java.util.Random;

/** Changes bytes as disks, networks, copies and programs do: flips, cuts, grows, zeroes, splices, absurd numbers. */
public final class Damage {

    private static final byte[][] ABSURD = {
        {(byte) 0xFF},
        {0},
        {0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
        {(byte) 0x80, 0, 0, 0},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07},
        {-1, -1, -1, -1, -1, -1, -1, -1, 0x7F},
        {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
        {0x7F, -1, -1, -1, -1, -1, -1, -1},
    };

    private final Random random;

    public Damage(Random random) {
        this.random = random;
    }

    /** A damaged copy: other bytes in one to three places. */
    public byte[] of(byte[] bytes) {
        byte[] damaged = bytes;
        do {
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                damaged = once(damaged);
            }
        } while (Arrays.equals(damaged, bytes));
        return damaged;
    }

    /** The same, but as long as before. */
    public byte[] inPlace(byte[] bytes) {
        byte[] damaged;
        do {
            damaged = Arrays.copyOf(of(bytes), bytes.length);
        } while (Arrays.equals(damaged, bytes));
        return damaged;
    }

    /** The same, but only in a part of the bytes. */
    public byte[] inPlace(byte[] bytes, int from, int to) {
        return spliced(bytes, from, inPlace(Arrays.copyOfRange(bytes, from, to)), to);
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[1 + random.nextInt(8)];
        }
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextInt(4) == 0 ? bytes.length : 16));
        byte[] part = Arrays.copyOfRange(bytes, from, to);
        byte[] copy = bytes.clone();
        return switch (random.nextInt(10)) {
            case 0, 1 -> {
                copy[from] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
            case 2 -> {
                copy[from] = (byte) random.nextInt();
                yield copy;
            }
            case 3 -> Arrays.copyOf(bytes, from);
            case 4 -> spliced(bytes, from, new byte[0], to);
            case 5 -> grown(bytes, part);
            case 6 -> {
                Arrays.fill(copy, from, to, (byte) 0);
                yield copy;
            }
            case 7 -> {
                int target = random.nextInt(bytes.length - part.length + 1);
                System.arraycopy(bytes, target, copy, from, part.length);
                System.arraycopy(part, 0, copy, target, part.length);
                yield copy;
            }
            case 8 -> spliced(bytes, random.nextInt(bytes.length), part, -1);
            default -> {
                byte[] absurd = ABSURD[random.nextInt(ABSURD.length)];
                yield spliced(bytes, from, absurd, Math.min(bytes.length, from + absurd.length));
            }
        };
    }

    private byte[] grown(byte[] bytes, byte[] part) {
        byte[] more = part;
        if (random.nextBoolean()) {
            more = new byte[part.length];
            if (random.nextBoolean()) {
                random.nextBytes(more);
            }
        }
        return spliced(bytes, bytes.length, more, bytes.length);
    }

    /** The bytes with what lies between two offsets replaced; without an end it is put in between. */
    private static byte[] spliced(byte[] bytes, int from, byte[] part, int to) {
        int end = Math.max(from, to);
        byte[] spliced = new byte[from + part.length + bytes.length - end];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(part, 0, spliced, from, part.length);
        System.arraycopy(bytes, end, spliced, from + part.length, bytes.length - end);
        return spliced;
    }
}
