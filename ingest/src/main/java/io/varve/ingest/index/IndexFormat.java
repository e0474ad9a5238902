package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys and values of the index on the disk, as docs/format-index.md states them. Fixed numbers are big-endian, others
 * LEB128.
 */
final class IndexFormat {

    /** Raised with every change of keys, values or their meaning; an index of another number is rebuilt. */
    static final long NUMBER = 1;

    static final String FILES = "files";
    static final String VERSIONS = "versions";
    static final String HOT_PREFIX = "hot-";
    static final String IDS_PREFIX = "ids-";

    private static final byte END_OF_AGGREGATE = 0;
    private static final int MAX_LEB128_BYTES = 10;

    private IndexFormat() {}

    /** Key in {@code hot-N} and {@code files}: the aggregate, a zero byte, the last version that the value holds. */
    static byte[] key(byte[] aggregate, long lastVersion) {
        return ByteBuffer.allocate(aggregate.length + 1 + Long.BYTES)
                .put(aggregate)
                .put(END_OF_AGGREGATE)
                .putLong(lastVersion)
                .array();
    }

    static boolean isOfAggregate(byte[] key, byte[] aggregate) {
        return key.length == aggregate.length + 1 + Long.BYTES
                && key[aggregate.length] == END_OF_AGGREGATE
                && Arrays.equals(key, 0, aggregate.length, aggregate, 0, aggregate.length);
    }

    static long lastVersion(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    static AggregateId aggregate(byte[] utf8) {
        return new AggregateId(new String(utf8, StandardCharsets.UTF_8));
    }

    static byte[] hotValue(HotSegment segment) {
        long[] positions = segment.positions();
        ByteBuffer out = ByteBuffer.allocate((positions.length + 1) * MAX_LEB128_BYTES);
        putNumber(out, positions.length);
        long before = 0;
        for (long position : positions) {
            putNumber(out, position - before);
            before = position;
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static HotSegment hotSegment(byte[] key, byte[] value) {
        try {
            ByteBuffer in = ByteBuffer.wrap(value);
            long[] positions = new long[Math.toIntExact(number(in))];
            long position = 0;
            for (int i = 0; i < positions.length; i++) {
                position += number(in);
                positions[i] = position;
            }
            return new HotSegment(lastVersion(key) - positions.length + 1, positions);
        } catch (BufferUnderflowException | ArithmeticException | NegativeArraySizeException e) {
            throw new IndexDamagedException("index holds a malformed list of hot positions", e);
        }
    }

    static byte[] fileValue(FileEntry entry) {
        ByteBuffer out = ByteBuffer.allocate(3 * MAX_LEB128_BYTES);
        putNumber(out, entry.count());
        putNumber(out, entry.runFirstPosition());
        putNumber(out, entry.firstRow());
        return Arrays.copyOf(out.array(), out.position());
    }

    static FileLocation fileLocation(byte[] key, byte[] value) {
        try {
            ByteBuffer in = ByteBuffer.wrap(value);
            int count = Math.toIntExact(number(in));
            long runFirstPosition = number(in);
            int firstRow = Math.toIntExact(number(in));
            return new FileLocation(lastVersion(key) - count + 1, runFirstPosition, firstRow, count);
        } catch (BufferUnderflowException | ArithmeticException e) {
            throw new IndexDamagedException("index holds a malformed row range", e);
        }
    }

    static byte[] idKey(Hash128 id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    static Hash128 id(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        return new Hash128(in.getLong(), in.getLong());
    }

    static byte[] idValue(KnownEvent event) {
        return ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(event.position())
                .putLong(event.version())
                .putLong(event.recordedAtMicros())
                .putLong(event.contentHash().high())
                .putLong(event.contentHash().low())
                .array();
    }

    static KnownEvent knownEvent(byte[] value) {
        requireLength("known id", value, 5 * Long.BYTES);
        ByteBuffer in = ByteBuffer.wrap(value);
        return new KnownEvent(in.getLong(), in.getLong(), in.getLong(), new Hash128(in.getLong(), in.getLong()));
    }

    static byte[] lastEventValue(LastEvent last) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(last.version())
                .putLong(last.positionBound())
                .array();
    }

    static LastEvent lastEvent(byte[] value) {
        requireLength("last version", value, 2 * Long.BYTES);
        ByteBuffer in = ByteBuffer.wrap(value);
        return new LastEvent(in.getLong(), in.getLong());
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] value) {
        requireLength("number", value, Long.BYTES);
        return ByteBuffer.wrap(value).getLong();
    }

    private static void requireLength(String what, byte[] value, int length) {
        if (value.length != length) {
            throw new IndexDamagedException(
                    "index holds a " + what + " of " + value.length + " bytes instead of " + length, null);
        }
    }

    private static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = in.get();
            number |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return number;
            }
        }
        throw new ArithmeticException("number of more than " + MAX_LEB128_BYTES + " bytes");
    }
}
